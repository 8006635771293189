#!/usr/bin/env bash
# kill_test.sh POLICY DURABILITY KILLS SEED: the drain of 20,000 messages is killed (kill -9) at
# random moments, one in each of KILLS equal parts of the drain, and started again, until it ends by
# itself. Then every accepted message is in the provider's ledger or recorded as held; with `hold`
# none is there twice; with `resend` none is missing, and whatever is there twice is recorded as
# re-sent after doubt.
set -euo pipefail
policy=$1 durability=$2 kills=$3 seed=${4:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"

messages=20000 connections=32
in_doubt_max=$((connections + (connections < 256 ? connections : 256)))
echo "policy $policy, durability $durability, $kills kills, seed $seed"
RANDOM=$seed

start_simulator --rate 0 --in-flight-max 0 --seed "$seed" --latency "median=15ms,jitter=5ms"
write_config "$durability" "$policy" 0 "$connections"
configure limits 'window = "1s"'  # how long a lane rests after each start is made of it
make_messages "$messages" 100
submit_messages

# What the kill before a start left in doubt, as the start tells it.
in_doubt_counts=()
check_doubt() {
  local in_doubt
  in_doubt=$(sed -n 's/.* \([0-9]*\) may be in doubt.*/\1/p' "$world/run.err")
  [ "$in_doubt" -le "$in_doubt_max" ] ||
    fail "$in_doubt in doubt after a kill, $in_doubt_max at most"
  in_doubt_counts+=("$in_doubt")
}

# A moment is a number of ledger lines, so that slow machines are killed as often as fast ones. What
# is held never comes into the ledger: the last moment lies before that can matter.
part=$(((messages - kills * in_doubt_max) / kills))
[ "$part" -gt 0 ] || fail "too many kills for $messages messages"
for kill_number in $(seq 1 "$kills"); do
  start_dispatcher --until-empty
  check_doubt
  moment=$(((kill_number - 1) * part + (RANDOM * 32768 + RANDOM) % part))
  await 150 ledger_reaches "$moment" || fail "no $moment messages were sent within 150 s"
  kill_dispatcher
done

start_dispatcher --until-empty
check_doubt
await_dispatcher
collect_outcomes
stop_simulator
echo "in doubt at each start: ${in_doubt_counts[*]}"
echo "held $(wc -l <"$world/open.ndjson"); the last run: $(cat "$world/run.json")"

if [ "$policy" = hold ]; then
  audit
  held=$(wc -l <"$world/open.ndjson")
  [ "$held" -le $((kills * in_doubt_max)) ] || fail "$held held after $kills kills"
else
  audit --allow-duplicates-recorded
  [ ! -s "$world/open.ndjson" ] || fail "with resend something stayed open"
fi
[ $(($(wc -l <"$world/outcomes.ndjson") + $(wc -l <"$world/open.ndjson"))) -eq "$messages" ] ||
  fail "not every message has one outcome or is held"
echo "passed"
