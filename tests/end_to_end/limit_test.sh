#!/usr/bin/env bash
# limit_test.sh short|full [SCENARIO..]: the provider's limits are used to the last request, and its
# 429s are few. Scenarios, all unless named:
#   steady       one Service sends 30/s, the first 120 at once, and nothing is refused
#   cap          200 Services share the 100 requests that the account may have in flight
#   lower        one Service may send 12/s where 30 are configured; later it may send 30
#   lower-cap    40 in flight where 100 are configured; later another client takes half for a minute
#   retry-after  one 429 with Retry-After stops its Service for so long, and no other
# The short form of each takes about 20 s. Of the full one, steady and cap take 2 minutes each, the
# others 3.
set -euo pipefail
form=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/rates.sh"

latency="median=75ms,jitter=10ms"

# world_of IN_FLIGHT_MAX CONNECTIONS SIMULATOR_OPTIONS..: nothing is left of the scenario before.
world_of() {
  local in_flight_max=$1 connections=$2
  shift 2
  rm -rf "$world/spool" "$world/ledger.ndjson"
  start_simulator --latency "$latency" "$@"
  write_config process hold 30 "$connections"
  rewrite in_flight_max "$in_flight_max"
}

drain_all() {
  start_dispatcher --until-empty
  await_dispatcher 0
  collect_outcomes
  stop_simulator
  audit --check-order >/dev/null
}

steady() {
  local from to
  from=$(by_form 5 10)
  world_of 100 64
  messages_of 1 "$(by_form 600 3000)" 1000 steady >"$world/messages.ndjson"
  submit_messages
  drain_all
  # Whole windows, since within one a Service may send when it likes.
  to=$(awk -v last="$(last_second)" 'BEGIN { print 5 * int((last - 3) / 5) }')
  at_least "sent in the first second" "$(sent_between 0 1)" 120 messages
  at_least "from second $from to $to" \
    "$(percent "$(sent_between "$from" "$to")" $((30 * (to - from))))" 98 "% of 30/s"
  at_most "answers 429" "$(figure "$world/stats.json" answers_429)" 0 answers
}

cap() {
  local each service in_flight_us took
  each=$(by_form 80 450)
  world_of 100 128
  for ((service = 1; service <= 200; ++service)); do
    messages_of "$service" "$each" 100 "cap$service"
  done >"$world/messages.ndjson"
  submit_messages
  drain_all
  in_flight_us=$(figure "$world/stats.json" in_flight_us)
  took=$(calculate "$(last_second) + $in_flight_us / 200 / $each / 1e6")
  at_least "of what 100 in flight can carry" "$(share_of_cap 100 "$in_flight_us" "$took")" 97 %
  at_most "answers 429" "$(percent "$(figure "$world/stats.json" answers_429)" \
    "$(figure "$world/stats.json" requests)")" 0.1 %
}

# share_of_cap CAP IN_FLIGHT_US SECONDS: so much of CAP was in flight on average.
share_of_cap() {
  percent "$2" "$(calculate "$1 * $3 * 1e6")"
}

lower() {
  local from to
  from=$(by_form 10 15) to=$(by_form 20 75)
  world_of 100 64 --rate 12 --change 75s,rate=30
  messages_of 1 4000 1000 lower >"$world/messages.ndjson"
  submit_messages
  start_dispatcher
  begin
  sleep_until "$from"
  sample settled
  sleep_until "$to"
  sample later
  at_most "answers 429 from second $from to $to" "$(refused_share settled later)" 1 %
  at_least "sent meanwhile" "$(percent "$(sent_between "$from" "$to")" \
    "$((12 * (to - from)))")" 95 "% of 12/s"
  if [ "$form" = full ]; then
    sleep_until 135.5
    at_least "from second 50 to 60 after it is 30/s" \
      "$(percent "$(sent_between 125 135)" 300)" 95 "% of 30/s"
  fi
  end_dispatcher
  stop_simulator
}

lower_cap() {
  local service
  world_of 100 128 --in-flight-max 40 --change 60s,in-flight-max=20 --change 120s,in-flight-max=40
  for ((service = 1; service <= 100; ++service)); do
    messages_of "$service" "$(by_form 150 1000)" 100 "cap$service"
  done >"$world/messages.ndjson"
  submit_messages
  start_dispatcher
  begin
  expect_cap_used 40 10 "$(by_form 20 60)" 0.5 95
  if [ "$form" = full ]; then
    sleep_until 60
    expect_cap_used 20 61 120 1 90
    expect_cap_used 40 165 185 0.5 95
  fi
  end_dispatcher
  stop_simulator
}

# expect_cap_used CAP FROM TO REFUSED_MAX USED_MIN: percents, of the requests and of CAP.
expect_cap_used() {
  sleep_until "$2"
  sample "from-$2"
  sleep_until "$3"
  sample "to-$3"
  at_most "answers 429 from second $2 to $3" "$(refused_share "from-$2" "to-$3")" "$4" %
  at_least "in flight meanwhile" "$(share_of_cap "$1" "$(grown in_flight_us "from-$2" "to-$3")" \
    "$(($3 - $2))")" "$5" "% of $1"
}

retry_after() {
  local refused service
  refused=$(printf 'Your driver is here, ride retry1-200' | sha256sum | cut -d' ' -f1)
  printf '{"body_sha256":"%s","fault":"429"}\n' "$refused" >"$world/script"
  world_of 100 64 --retry-after 7 --script "$world/script"
  for service in 1 2 3; do messages_of "$service" 350 350 "retry$service"; done \
    >"$world/messages.ndjson"
  submit_messages
  drain_all
  local gap
  gap=$(longest_gap KS0*1)
  at_least "the Service that was told to wait 7 s is silent for" "$gap" 7 s
  at_most "and no longer than" "$gap" 7.5 s
  for service in 2 3; do
    at_most "the 350 messages of Service $service, 30/s, take" "$(last_second "KS0*$service\"")" \
      11.9 s
  done
  at_most "answers 429" "$(figure "$world/stats.json" answers_429)" 1 answers
}

# longest_gap SERVICE: seconds between two messages.
longest_gap() {
  awk -F'"elapsed_us":' -v pattern="\"service\":\"$1\"" '
    $0 ~ pattern {
      if (before > 0 && $2 - before > longest) longest = $2 - before
      before = $2 + 0
    }
    END { printf "%.3f", longest / 1e6 }' "$world/ledger.ndjson"
}

[ $# -gt 0 ] || set -- steady cap lower lower-cap retry-after
for scenario in "$@"; do
  echo "$scenario ($form):"
  "${scenario//-/_}"
done
echo "passed"
