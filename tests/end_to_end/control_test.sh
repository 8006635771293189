#!/usr/bin/env bash
# control_test.sh WAITING: five clients hand in 20,000 messages at once, two of them the same, while
# the daemon sends and WAITING messages of a held Service lie in its spool. No message is lost or
# doubled, and the daemon says all the while how it stands; then an operator asks, cancels, and ends
# it. Prints how long `status` took; bench-like figures want WAITING at 1,000,000.
set -euo pipefail
waiting=${1:-20000}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"

held_service=KS$(printf '%032x' 65535)
config=(--config "$world/dispatcher.toml")

# messages_of CLIENT COUNT: to participants of its own, over 20 Services.
messages_of() {
  awk -v client="$1" -v count="$2" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      printf "{\"id\":\"c%d-%d\",\"service\":\"KS%032x\",", client, i, i % 20
      printf "\"session\":\"KC%032x\",", 1
      printf "\"participant\":\"KP%032x\",", client * 1000000 + int(i / 10)
      printf "\"body\":\"Code %d for you\"}\n", i
    }
  }'
}
waiting_messages() {
  awk -v count="$waiting" -v service="$held_service" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      printf "{\"id\":\"news:%d\",\"service\":\"%s\",\"session\":\"KC%032x\",", i, service, 1
      printf "\"participant\":\"KP%032x\",\"body\":\"News %d\"}\n", i, i
    }
  }'
}

# field FILE KEY: the text or number under that key of a JSON object.
field() {
  sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$1" | head -1
}
ask() {
  "$DISPATCHER" "$@" "${config[@]}" --json >"$world/answer.json" 2>"$world/ask.err"
}
expect() {
  [ "$(field "$world/answer.json" "$1")" = "$2" ] ||
    fail "$1 should be $2: $(cat "$world/answer.json" "$world/ask.err")"
}

start_simulator --rate 0 --in-flight-max 0 --latency "median=15ms,jitter=5ms"
write_config process hold 0 32
start_dispatcher
await 10 ask status || fail "the daemon does not answer: $(cat "$world/ask.err")"
expect state running

ask hold --service "$held_service" --reason "campaign stopped" || fail "hold"
waiting_messages >"$world/waiting.ndjson"
ask submit "$world/waiting.ndjson" || fail "submit: $(cat "$world/ask.err")"
expect accepted "$waiting"

clients=()
for client in 1 2 3 4; do
  messages_of "$client" 4000 >"$world/client$client.ndjson"
done
cp "$world/client4.ndjson" "$world/client5.ndjson"
for client in 1 2 3 4 5; do
  "$DISPATCHER" submit "${config[@]}" --json "$world/client$client.ndjson" \
    >"$world/client$client.json" 2>"$world/client$client.err" &
  clients+=($!)
done
: >"$world/status_ms"
while [ "$(ledger_count)" -lt 16000 ]; do
  began=$(date +%s%N)
  ask status || fail "status: $(cat "$world/ask.err")"
  echo $((($(date +%s%N) - began) / 1000000)) >>"$world/status_ms"
  [ "$(wc -l <"$world/status_ms")" -lt 6000 ] || fail "16,000 messages were not sent in time"
  sleep 0.02
done
for client in "${clients[@]}"; do
  wait "$client" || fail "a client failed: $(cat "$world"/client*.err)"
done
accepted=0 duplicate=0
for client in 1 2 3 4 5; do
  accepted=$((accepted + $(figure "$world/client$client.json" accepted)))
  duplicate=$((duplicate + $(figure "$world/client$client.json" duplicate)))
done
[ "$accepted" -eq 16000 ] || fail "$accepted accepted, not 16,000"
[ "$duplicate" -eq 4000 ] || fail "$duplicate duplicates, not 4,000"
sort -n "$world/status_ms" | awk '{ ms[NR] = $1 } END {
  printf "status beside %d waiting: %d times, median %d ms, worst %d ms\n", '"$waiting"', NR,
    ms[int((NR + 1) / 2)], ms[NR] }'

all_settled() { ask status && [ "$(field "$world/answer.json" backlog)" -eq "$waiting" ]; }
await 60 all_settled || fail "the backlog is not what is held: $(cat "$world/answer.json")"
expect held_lanes_count 1

ask show c1-17
expect state settled
ask show news:7
expect cause lane_held
expect detail "campaign stopped"
ask show nobody && fail "an id that nobody knows is shown"
ask cancel news:7
expect result cancelled
ask cancel c1-17 || true
expect result ended
ask cancel --service "$held_service"
expect cancelled $((waiting - 1))
ask status
expect backlog 0
ask release --service "$held_service"
ask status
expect held_lanes_count 0

if "$DISPATCHER" run "${config[@]}" >"$world/second.out" 2>"$world/second.err"; then
  fail "a second daemon runs on the same spool"
fi
grep -q "process $dispatcher_pid" "$world/second.err" ||
  fail "the second daemon does not name the first: $(cat "$world/second.err")"

kill -TERM "$dispatcher_pid"
await_dispatcher 0
[ ! -e "$world/spool/control.socket" ] || fail "the socket is still there"
ask status && fail "status answers without a daemon"
collect_outcomes
stop_simulator
grep -v '"id":"news:' "$world/outcomes.ndjson" >"$world/sent.ndjson"
mv "$world/sent.ndjson" "$world/outcomes.ndjson"
cat "$world"/client[1-4].ndjson >"$world/messages.ndjson"
audit
echo "passed"
