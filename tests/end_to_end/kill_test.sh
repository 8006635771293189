#!/usr/bin/env bash
# kill_test.sh POLICY DURABILITY KILLS SEED: the drain of 20,000 messages is killed at random
# moments (kill -9) and started again, until it ends by itself. Then every accepted message is in
# the provider's ledger or recorded as held; with `hold` none is there twice; with `resend` none is
# missing, and whatever is there twice is recorded as re-sent after doubt.
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
make_messages "$messages" 100
"$DISPATCHER" submit --config "$world/dispatcher.toml" "$world/messages.ndjson" \
  2>"$world/submit.err" || fail "submit: $(cat "$world/submit.err")"

# Each run says on start how many messages the kill before it left in doubt.
check_doubt() {
  local in_doubt
  in_doubt=$(sed -n 's/.* \([0-9]*\) may be in doubt.*/\1/p' "$world/run.err")
  [ -n "$in_doubt" ] || fail "the start does not tell what is in doubt: $(cat "$world/run.err")"
  [ "$in_doubt" -le "$in_doubt_max" ] ||
    fail "$in_doubt in doubt after a kill, $in_doubt_max at most"
}

await_start() {
  for _ in $(seq 1000); do
    grep -q "may be in doubt" "$world/run.err" && return
    sleep 0.02
  done
  fail "the daemon did not start within 20 s: $(cat "$world/run.err")"
}

for kill_number in $(seq 1 "$kills"); do
  "$DISPATCHER" run --config "$world/dispatcher.toml" --until-empty --json \
    >"$world/run.json" 2>"$world/run.err" &
  dispatcher_pid=$!
  await_start
  sleep "$(awk -v r=$((RANDOM % 1000)) 'BEGIN { printf "%.3f", 0.1 + r / 1000 }')"
  if ! kill -9 "$dispatcher_pid" 2>/dev/null; then
    cat "$world/run.err" >&2
    fail "run $kill_number ended before it could be killed"
  fi
  wait "$dispatcher_pid" 2>/dev/null || true
  dispatcher_pid=""
  check_doubt
done

status=0
"$DISPATCHER" run --config "$world/dispatcher.toml" --until-empty --json \
  >"$world/run.json" 2>"$world/run.err" || status=$?
[ "$status" -le 1 ] || { cat "$world/run.err" >&2; fail "the last run ended with $status"; }
check_doubt

"$DISPATCHER" outcomes --config "$world/dispatcher.toml" --json >"$world/outcomes.ndjson"
"$DISPATCHER" outcomes --config "$world/dispatcher.toml" --open --json >"$world/open.ndjson"
stop_simulator

extra=()
[ "$policy" = resend ] && extra=(--allow-duplicates-recorded)
"$SIMULATOR" audit --submissions "$world/messages.ndjson" --ledger "$world/ledger.ndjson" \
  --outcomes "$world/outcomes.ndjson" --outcomes "$world/open.ndjson" --json \
  "${extra[@]}" >"$world/audit.json" || { cat "$world/audit.json" >&2; fail "the audit"; }
cat "$world/audit.json"

if [ "$policy" = hold ]; then
  held=$(wc -l <"$world/open.ndjson")
  [ "$held" -le $((kills * in_doubt_max)) ] || fail "$held held after $kills kills"
else
  [ ! -s "$world/open.ndjson" ] || fail "with resend something stayed open"
fi
[ $(($(wc -l <"$world/outcomes.ndjson") + $(wc -l <"$world/open.ndjson"))) -eq "$messages" ] ||
  fail "not every message has one outcome or is held"
echo "passed"
