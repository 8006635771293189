#!/usr/bin/env bash
# limit_test.sh: the provider takes less than was configured, and says so by nothing but 429s: first
# 12 requests/s of one Service where 30 are configured, then 20 requests of the account in flight
# where 100 are. Both limits are found and then kept to: few answers are 429, and little of what was
# possible is left unused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"

# expect_used MESSAGES SECONDS REFUSALS: all were sent, in that time, with that many 429s at most.
expect_used() {
  cat "$world/run.json"
  [ "$(figure "$world/run.json" sent)" -eq "$1" ] || fail "not all were sent"
  awk -v took="$(figure "$world/run.json" wall_s)" -v most="$2" 'BEGIN { exit took > most }' ||
    fail "it took longer than $2 s"
  [ "$(figure "$world/run.json" answers_429)" -le "$3" ] || fail "more than $3 answers were 429"
}

# The first window takes 60, each later second 12: 20 s for 300.
start_simulator --rate 12 --in-flight-max 0 --latency "median=80ms,jitter=10ms"
write_config process hold 30 64
make_messages 300 1
sed -i 's/"service":"KS[0-9a-f]*"/"service":"KS00000000000000000000000000000001"/' \
  "$world/messages.ndjson"
submit_messages
start_dispatcher --until-empty
await_dispatcher 0
collect_outcomes
audit --check-order
expect_used 300 40 60
stop_simulator

rm -r "$world/spool" "$world/ledger.ndjson"
# 20 in flight, 90 ms each: 222/s, so 9 s for 2,000; nothing but the cap is in the way.
start_simulator --rate 0 --in-flight-max 20 --latency "median=80ms,jitter=10ms"
write_config process hold 0 64
make_messages 2000 100
submit_messages
start_dispatcher --until-empty
await_dispatcher 0
collect_outcomes
audit --check-order
expect_used 2000 20 150
echo "passed"
