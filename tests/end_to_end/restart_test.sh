#!/usr/bin/env bash
# restart_test.sh POLICY SEED: in the drain of 20,000 messages the simulator is killed (kill -9)
# at a random moment and comes back on the same port 3 s later. The daemon resumes by itself; only
# what was in flight at that moment is ambiguous; nothing is lost, and with `hold` nothing is there
# twice.
set -euo pipefail
policy=$1 seed=${2:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
messages=20000 connections=32
echo "policy $policy, seed $seed"
RANDOM=$seed

start_simulator --rate 0 --in-flight-max 0 --seed "$seed" --latency "median=15ms,jitter=5ms"
write_config power "$policy" 0 "$connections"
make_messages "$messages" 100
submit_messages
start_dispatcher --until-empty

await 150 ledger_reaches $((1000 + RANDOM % 10000)) || fail "nothing was sent within 150 s"
port=$(cat "$world/port")
kill_simulator
sent_before=$(ledger_count)
sleep 3  # what this is about: an endpoint that is away for a while
[ "$(ledger_count)" -eq "$sent_before" ] || fail "the ledger grew without a simulator"
serve_on "$port"
began=$(date +%s%N)
await 10 ledger_reaches $((sent_before + 1)) || fail "it did not resume within 10 s"
resumed_ms=$((($(date +%s%N) - began) / 1000000))
kill -0 "$dispatcher_pid" || fail "the daemon ended meanwhile"
await_dispatcher
collect_outcomes
stop_simulator

ambiguous=$(figure "$world/run.json" ambiguous)
held=$(wc -l <"$world/open.ndjson")
echo "killed after $sent_before, resumed $resumed_ms ms after the simulator"
cat "$world/run.json"
[ "$ambiguous" -gt 0 ] || fail "nothing was in flight: nothing is shown"
[ "$ambiguous" -le "$connections" ] || fail "$ambiguous ambiguous, $connections can be in flight"
if [ "$policy" = hold ]; then
  audit --check-order
  [ "$held" -eq "$ambiguous" ] || fail "$held held, but $ambiguous were ambiguous"
  [ "$(figure "$world/audit.json" sent)" -eq $((messages - held)) ] ||
    fail "not all others are sent"
else
  audit --check-order --allow-duplicates-recorded
  [ "$held" -eq 0 ] || fail "with resend something stayed open"
  [ "$(figure "$world/audit.json" sent)" -eq "$messages" ] || fail "not all were sent"
fi
echo "passed"
