#!/usr/bin/env bash
# reload_test.sh: SIGHUP under load. A limit, a credential, the accounts and their Services change,
# and nothing is lost, doubled, refused or cut; a file that is wrong changes nothing; what waits for
# a restart is named; one that comes while the spool is opened is served.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/notify.sh"
connections=8
config="$world/dispatcher.toml"
asks="$world/asks.toml"  # where the socket is stands in it, also while the other file is wrong

service() {
  printf 'KS%032x' "$1"
}

# services_until LAST: as a list in TOML.
services_until() {
  local number list=""
  for ((number = 1; number <= $1; ++number)); do list+="${list:+, }\"$(service "$number")\""; done
  echo "[$list]"
}

# reload: until the daemon says that it is done.
reload() {
  local before
  before=$(told READY=1)
  kill -HUP "$dispatcher_pid"
  await 10 has_told READY=1 $((before + 1)) || fail "the daemon is not ready again"
}

sends() {
  await 60 ledger_reaches $(($(ledger_count) + $1)) || fail "nothing is sent $2"
}

status_of() {
  "$DISPATCHER" status --config "$asks" --json >"$world/status.json"
  figure "$world/status.json" "$1"
}

limit_of_lanes() {
  "$DISPATCHER" queue --config "$asks" --json >"$world/queue.json"
  figure "$world/queue.json" limit_configured_per_second
}

more_credentials="rotated SKtest secret-to-come
other SKother secret-of-the-other
"
start_simulator --rate 60 --window 1s --in-flight-max 0 --latency "median=40ms,jitter=10ms"
write_config process hold 20 "$connections"
configure limits 'window = "1s"'
sed -i "s/^services = .*/services = $(services_until 10)/" "$config"
cp "$config" "$asks"
make_messages 4000 10
submit_messages
start_receiver

"$DISPATCHER" run --config "$config" --json >"$world/run.json" 2>"$world/run.err" &
dispatcher_pid=$!
await 10 has_told "opening the spool" || fail "the daemon does not start"
kill -HUP "$dispatcher_pid"
await 60 dispatcher_works || fail "a SIGHUP at the start ended the daemon"
await 10 has_told READY=1 2 || fail "a SIGHUP at the start is not served"
sends 200 "at first"

sed -i 's/^requests_per_second = 20/requests_per_second = 50/' "$config"
reload
[ "$(limit_of_lanes)" = 50.0 ] || fail "the new limit is not kept to"
sends 200 "with the new limit"

printf 'secret-to-come\n' >"$world/password"
reload
sends 100 "with the new credential"
tail -20 "$world/ledger.ndjson" | grep '"account":"rotated"' >/dev/null ||
  fail "the old credential is used"

sed -i 's/^requests_per_second = 50/requests_per_second = "many"/' "$config"
reload
grep -q "reload: $config:[0-9]*:[0-9]*: limits.requests_per_second: " "$world/run.err" ||
  fail "it does not say why it refuses a file"
[ "$(limit_of_lanes)" = 50.0 ] || fail "a file that is wrong has changed a limit"
sends 100 "after a file that was wrong"
sed -i 's/^requests_per_second = "many"/requests_per_second = 50/' "$config"
[ "$(status_of connections_opened)" -le "$connections" ] || fail "a reload has cut connections"

head -200 "$world/messages.ndjson" |
  sed "s/\"service\":\"KS[0-9a-f]*\"/\"service\":\"$(service 11)\"/; s/\"id\":\"m-/\"id\":\"o-/" \
    >"$world/other.ndjson"
status=0
"$DISPATCHER" submit --config "$config" "$world/other.ndjson" 2>"$world/submit.err" || status=$?
[ "$status" -eq 65 ] || fail "a Service of no account is accepted: $status"
printf 'SKother\n' >"$world/other.user"
printf 'secret-of-the-other\n' >"$world/other.password"
chmod 600 "$world/other.user" "$world/other.password"
cat >>"$config" <<TOML
[[account]]
name = "other"
base_url = "https://localhost:$(cat "$world/port")"
ca_file = "ca.pem"
username_file = "other.user"
password_file = "other.password"
services = ["$(service 11)"]
TOML
reload
"$DISPATCHER" submit --config "$config" "$world/other.ndjson" 2>"$world/submit.err" ||
  fail "a Service of the new account is refused: $(cat "$world/submit.err")"
cat "$world/other.ndjson" >>"$world/messages.ndjson"
of_other() {
  grep -q '"account":"other"' "$world/ledger.ndjson"
}
await 20 of_other || fail "nothing is sent for the new account"

sed -i "s/^services = \[\"$(service 1)\".*/services = $(services_until 9)/" "$config"
sed -i "s/^max = .*/max = $((connections + 1))/" "$config"
reload
grep -q "takes effect after a restart: connections.max" "$world/run.err" ||
  fail "what waits for a restart is not named"
"$DISPATCHER" status --config "$asks" --json |
  grep "no account in the configuration" >/dev/null ||
  fail "the lane of a Service without account is not held"
sends 100 "while one Service has no account"
sed -i "s/^services = \[\"$(service 1)\".*/services = $(services_until 10)/" "$config"
sed -i "s/^max = .*/max = $connections/" "$config"
reload
grep -q "lane $(service 10) resumed" "$world/run.err" || fail "the lane does not go on"

all_sent() {
  [ "$(status_of backlog)" -eq 0 ]
}
await 60 all_sent || fail "not all is sent"
kill -TERM "$dispatcher_pid"
await_dispatcher 0
grep -q "RELOADING=1 MONOTONIC_USEC=" "$world/told" || fail "systemd does not hear of a reload"
collect_outcomes
stop_simulator
audit --check-order
[ "$(figure "$world/stats.json" answers_429)" -eq 0 ] || fail "429s"
awk '/RELOADING=1/ { from = $1 }
     / READY=1$/ && from { print "a reload took " $1 - from " ms"; from = 0 }' "$world/told"
echo "passed"
