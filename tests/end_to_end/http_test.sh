#!/usr/bin/env bash
# http_test.sh: the daemon's door on TCP. With the token a program hands messages in, asks and
# cancels as over the socket, and what it handed in is sent; without it, from a page, or under
# another name it gets nothing but whether the daemon is well. Above its bound the daemon takes no
# more.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"

if ! command -v curl >/dev/null; then
  echo "skipped: curl is not installed"
  exit 77
fi
held_service=KS$(printf '%032x' 65535)
token=0123456789abcdef0123456789abcdef
config=(--config "$world/dispatcher.toml")

# http TARGET [curl options]: the status; the answer is in $world/answer, its head in $world/head.
http() {
  local target=$1
  shift
  curl -sS -m 10 -o "$world/answer" -D "$world/head" -w '%{http_code}' "$@" "$base$target"
}
# asks STATUS TARGET [curl options]: with the token.
asks() {
  local status=$1 target=$2 got
  shift 2
  got=$(http "$target" -H "@$world/authorization" "$@")
  [ "$got" = "$status" ] || fail "$target answered $got, not $status: $(cat "$world/answer")"
}
# stranger STATUS TARGET [curl options]: without it.
stranger() {
  local status=$1 target=$2 got
  shift 2
  got=$(http "$target" "$@")
  [ "$got" = "$status" ] || fail "$target answered a stranger $got, not $status"
}
says() { grep -q "$1" "$world/answer" || fail "no $1 in $(cat "$world/answer")"; }
retry_later() {
  local seconds
  seconds=$(sed -n 's/^Retry-After: \([0-9]*\).*/\1/p' "$world/head")
  [ "${seconds:-0}" -ge 1 ] && [ "$seconds" -le 60 ] || fail "Retry-After: $(cat "$world/head")"
}
# message ID SERVICE: over several lines.
message() {
  printf '{\n "id": "%s", "service": "%s",\n "session": "KC%032x",\n' "$1" "$2" 1
  printf ' "participant": "KP%032x",\n "body": "Your driver is here, %s"\n}\n' 1 "$1"
}
json=(-H 'Content-Type: application/json')
lines=(-H 'Content-Type: application/x-ndjson')

start_simulator --rate 0 --in-flight-max 0
write_config process hold 0 4
printf '%s\n' "$token" >"$world/token"
chmod 600 "$world/token"
printf 'Authorization: Bearer %s\n' "$token" >"$world/authorization"
configure http 'listen = "127.0.0.1:0"\ntoken_file = "token"'
configure intake 'backlog_max = 2010'
start_dispatcher
listens() {
  base=http://$(sed -n 's/.*HTTP on \([0-9.:]*\),.*/\1/p' "$world/run.err")
  [ "$base" != http:// ]
}
await 10 listens || fail "the daemon does not tell where it listens"

stranger 200 /healthz
says '^ok$'
stranger 200 /readyz
stranger 401 /v1/status
grep -q '^WWW-Authenticate: Bearer' "$world/head" || fail "nobody says how to ask"
stranger 401 /v1/status -H 'Authorization: Bearer 0123456789abcdef'
stranger 401 /v1/messages -d '{}'
asks 403 /v1/status -H 'Origin: https://example.org'
asks 421 /v1/status -H 'Host: example.org'
asks 200 /v1/status
says '"state":"running"'

message one "KS$(printf '%032x' 1)" >"$world/one.json"
asks 201 /v1/messages "${json[@]}" --data-binary @"$world/one.json"
asks 200 /v1/messages "${json[@]}" --data-binary @"$world/one.json"
says '"result":"duplicate"'
sed 's/here/there/' "$world/one.json" >"$world/other.json"
asks 409 /v1/messages "${json[@]}" --data-binary @"$world/other.json"
asks 422 /v1/messages "${json[@]}" -d '{"id":"x"}'
asks 415 /v1/messages -d x=y
make_messages 2000 20
split -l 500 "$world/messages.ndjson" "$world/part."
for part in "$world"/part.*; do
  asks 200 /v1/messages "${lines[@]}" --data-binary @"$part"
  says '"accepted":500,"duplicate":0,"refused":\[\]'
done
# One socket, one daemon: both doors see the same.
curl -sS -m 10 --unix-socket "$world/spool/control.socket" http://localhost/v1/messages/one |
  grep -q '"id":"one"' || fail "the socket does not know what came over TCP"

asks 200 "/v1/services/$held_service/hold" -X PUT -d 'campaign stopped'
message held "$held_service" >"$world/held.json"
asks 201 /v1/messages "${json[@]}" --data-binary @"$world/held.json"
asks 200 /v1/queue
asks 200 /v1/messages/held
says '"cause":"lane_held"'
asks 200 /v1/messages/held -X DELETE
says '"result":"cancelled"'
all_sent() { asks 200 /v1/status && grep -q '"backlog":0,' "$world/answer"; }
await 60 all_sent || fail "not all was sent: $(cat "$world/answer")"

# Backpressure: a held backlog that reaches the bound, and then is taken back.
for i in $(seq 2010); do
  message "late-$i" "$held_service" | tr -d '\n'
  echo
done >"$world/late.ndjson"
asks 200 /v1/messages "${lines[@]}" --data-binary @"$world/late.ndjson"
asks 429 /v1/messages "${json[@]}" --data-binary @"$world/held.json"
says '"reason":"backlog"'
retry_later
stranger 503 /readyz
retry_later
asks 429 /v1/messages "${lines[@]}" --data-binary @"$world/late.ndjson"
asks 200 "/v1/messages?service=$held_service" -X DELETE
asks 200 "/v1/messages?service=$held_service" -X DELETE
stranger 200 /readyz
asks 200 /v1/messages "${json[@]}" --data-binary @"$world/one.json"

for secret in "$token" 'Your driver'; do
  ! grep -q "$secret" "$world/run.err" || fail "the log tells '$secret'"
  ! tr '\0' '\n' <"/proc/$dispatcher_pid/environ" | grep -q "$secret" || fail "environ"
done
kill -TERM "$dispatcher_pid"
await_dispatcher 0
[ "$(ledger_count)" -eq 2001 ] || fail "$(ledger_count) were sent, not 2,001"
echo "passed"
