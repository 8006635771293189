#!/usr/bin/env bash
# drain_test.sh: what SIGTERM does to a daemon in the middle of its work: nothing new is written,
# what is in flight ends, the exit says that nothing is in doubt, and the next run goes on. A second
# SIGTERM ends it at once: the exit says so, and what was in flight is in doubt, and nothing else.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
messages=3000

hurried=(--rate 0 --in-flight-max 0 --latency "median=300ms,jitter=50ms")
unhurried=(--rate 0 --in-flight-max 0 --latency 10s)  # a busy machine sees the drain in time
start_simulator "${hurried[@]}"
write_config process hold 0 64
sed -i 's/^response = .*/response = "20s"/; s/^resend_after = .*/resend_after = "20s"/' \
  "$world/dispatcher.toml"
configure limits 'window = "1s"'
make_messages "$messages" 50
submit_messages

start_dispatcher
await 60 ledger_reaches 500 || fail "nothing is sent"
kill -TERM "$dispatcher_pid"
await_dispatcher 0
before=$(ledger_count)
start_dispatcher
grep -q " 0 may be in doubt" "$world/run.err" || fail "a clean end left something in doubt"
await 60 ledger_reaches $((before + 500)) || fail "the next run does not go on"
kill -TERM "$dispatcher_pid"
await_dispatcher 0

port=$(cat "$world/port")
stop_simulator
simulator_options=("${unhurried[@]}")
serve_on "$port"
before=$(ledger_count)
start_dispatcher
await 60 ledger_reaches $((before + 1)) || fail "nothing is sent to the unhurried simulator"
drains() {
  "$DISPATCHER" status --config "$world/dispatcher.toml" --json | grep -q '"state":"draining"'
}
kill -TERM "$dispatcher_pid"
await 8 drains || fail "the drain is not seen, though answers take 10 s"
kill -TERM "$dispatcher_pid"
status=0
wait "$dispatcher_pid" || status=$?
dispatcher_pid=""
[ "$status" -eq 1 ] || fail "the end at once exits with $status"

stop_simulator
simulator_options=("${hurried[@]}")
serve_on "$port"
start_dispatcher --until-empty
in_doubt=$(sed -n 's/.* \([0-9]*\) may be in doubt.*/\1/p' "$world/run.err")
[ "$in_doubt" -gt 0 ] && [ "$in_doubt" -le 128 ] || fail "$in_doubt in doubt after the end at once"
echo "$in_doubt in doubt after the second signal"
await_dispatcher
collect_outcomes
[ "$(wc -l <"$world/open.ndjson")" -eq "$in_doubt" ] || fail "not all that was in doubt is held"
stop_simulator
audit
echo "passed"
