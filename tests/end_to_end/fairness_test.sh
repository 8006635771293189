#!/usr/bin/env bash
# fairness_test.sh short|full [SCENARIO..]: many messages that wait slow nobody else down. The
# scenarios, both unless named:
#   neighbours  one Service has a long backlog (20,000; full: 1,000,000), and 50 others get 100
#               messages each: none of them takes longer than without the long one
#   urgent      behind a backlog of bulk messages (20,000; full: 100,000) of the same Service,
#               urgent ones go at once, and bulk has the slots that they leave
# The full forms take about 2 minutes each.
set -euo pipefail
form=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/rates.sh"

submit() {
  "$DISPATCHER" submit --config "$world/dispatcher.toml" "$@" >/dev/null 2>"$world/submit.err" ||
    fail "submit: $(cat "$world/submit.err")"
}

new_world() {
  rm -rf "$world/spool" "$world/ledger.ndjson"
  start_simulator --latency "median=75ms,jitter=10ms"
  write_config process hold 30 128
  rewrite in_flight_max 100
}

# times_us: for each of the small Services, when its last message was sent after the first one of
# any was accepted; "SERVICE US" a line.
times_us() {
  "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --json | awk "$us_of_day"'
    !/"id":"small/ { next }
    {
      service = substr($0, index($0, "\"id\":\"small") + 11)
      sub(/-.*/, "", service)
      accepted = us("accepted_at")
      if (first == 0 || accepted < first) first = accepted
      if (us("first_written_at") > last[service]) last[service] = us("first_written_at")
    }
    END { for (service in last) print service, last[service] - first }' | sort
}

# drain_small NAME: the small Services while what is in the spool goes on; the best time of each of
# this and earlier rounds stands in NAME.times.
drain_small() {
  start_dispatcher
  await 20 status_answers || fail "the daemon does not answer"
  sleep 1  # the backlog, if there is one, is on its way
  submit "$world/small.ndjson"
  await 60 all_small_sent || fail "the small ones took more than 60 s"
  end_dispatcher
  times_us >"$world/new.times"
  [ "$(wc -l <"$world/new.times")" -eq 50 ] || fail "not every small Service was sent"
  touch "$world/$1.times"
  sort -k1,1 -k2,2n "$world/new.times" "$world/$1.times" | sort -s -u -k1,1 >"$world/best.times"
  mv "$world/best.times" "$world/$1.times"
}
status_answers() {
  "$DISPATCHER" status --config "$world/dispatcher.toml" --json >/dev/null 2>&1
}
all_small_sent() {
  [ "$(grep -c KP00000000000001 "$world/ledger.ndjson")" -ge 5000 ]
}

worst_excess_ms() {
  join "$world/alone.times" "$world/beside.times" |
    awk '{ excess = ($3 - 1.1 * $2) / 1000; if (NR == 1 || excess > worst) worst = excess }
      END { printf "%.0f", worst }'
}

neighbours() {
  local name round service
  messages_of 1 "$(by_form 20000 1000000)" 1000 large >"$world/large.ndjson"
  # In turns, as news of many Services come in.
  for ((service = 256; service < 306; ++service)); do
    messages_of "$service" 100 100 "small$service"
  done | sort -t- -k2,2n -s >"$world/small.ndjson"
  for ((round = 1; round <= $(by_form 2 3); ++round)); do
    for name in alone beside; do
      new_world
      [ "$name" = alone ] || submit "$world/large.ndjson"
      drain_small "$name"
      stop_simulator
    done
    [ "$(worst_excess_ms)" -gt 100 ] || break
  done
  join "$world/alone.times" "$world/beside.times" | awk '
    { alone += $2; beside += $3 }
    END { printf "  a small Service takes %.0f ms alone, %.0f ms beside (means)\n",
      alone / NR / 1000, beside / NR / 1000 }'
  at_most "the slowest beside it, beyond 1.1 x its time alone" "$(worst_excess_ms)" 100 ms
}

urgent() {
  local bulk i seconds urgent
  seconds=$(by_form 15 120)
  new_world
  messages_of 1 "$(by_form 20000 100000)" 1000 bulk ',"priority":"bulk"' >"$world/bulk.ndjson"
  submit "$world/bulk.ndjson"
  start_dispatcher
  begin
  # From the first second on two a second, told from the others by their Session.
  for ((i = 1; i <= 2 * seconds; ++i)); do
    messages_of 1 1 1 "urgent$i" ',"priority":"urgent"' |
      sed "s/KC0*1/KC$(printf '%032x' 65535)/" | submit -
    sleep_until "$(calculate "$i / 2")"
  done
  sleep 1
  end_dispatcher
  stop_simulator
  delays_us urgent >"$world/sorted_us"
  [ "$(wc -l <"$world/sorted_us")" -eq $((2 * seconds)) ] || fail "not every urgent one was sent"
  at_most "urgent, accepted to written, p99 of $((2 * seconds))" "$(awk '{ us[NR] = $1 }
    END { at = int(NR * 0.99); printf "%.1f", us[at < NR * 0.99 ? at + 1 : at] / 1000 }' \
    "$world/sorted_us")" 250 ms
  urgent=$(sent_between 5 "$seconds" KC0*ffff)
  bulk=$(($(sent_between 5 "$seconds") - urgent))
  at_least "bulk, of the slots that urgent ones leave from second 5 to $seconds" \
    "$(percent "$bulk" $((30 * (seconds - 5) - urgent)))" 90 %
}

[ $# -gt 0 ] || set -- neighbours urgent
for scenario in "$@"; do
  echo "$scenario ($form):"
  "$scenario"
done
echo "passed"
