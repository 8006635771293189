# Sourced by the end-to-end tests that measure rates, after world.sh: messages by Service, and
# figures of the simulator's counters and of a ledger ($measured_ledger) over time. Second 0 is the
# first message.

# Nothing here ends within milliseconds: looking less often leaves the processors to the programs.
poll_interval=0.1

measured_ledger=$world/ledger.ndjson

# by_form SHORT FULL: what belongs to the form of the test, $form.
by_form() {
  [ "$form" = full ] && echo "$2" || echo "$1"
}

# messages_of SERVICE COUNT PARTICIPANTS ID [FIELDS]: of that Service (a number), in turns to so
# many participants; ids are ID-1 .. FIELDS go into each line: ',"priority":"bulk"'.
messages_of() {
  awk -v service="$1" -v count="$2" -v participants="$3" -v id="$4" -v fields="${5-}" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      p = (i - 1) % participants + 1
      printf "{\"id\":\"%s-%d\",\"service\":\"KS%032x\",\"session\":\"KC%032x\",", id, i, service, p
      printf "\"participant\":\"KP%016x%016x\",", service, p
      printf "\"body\":\"Your driver is here, ride %s-%d\"%s}\n", id, i, fields
    }
  }'
}

# rewrite KEY VALUE: of a key that stands in the configuration.
rewrite() {
  sed -i "s/^$1 = .*/$1 = $2/" "$world/dispatcher.toml"
}

# begin: second 0 is now, the first message being sent.
begin() {
  poll_interval=0.01 await 60 ledger_reaches 1 || fail "nothing was sent within 60 s"
  began_ns=$(date +%s%N)
}

# sleep_until SECOND
sleep_until() {
  sleep "$(awk -v at="$1" -v began="$began_ns" -v now="$(date +%s%N)" \
    'BEGIN { left = at - (now - began) / 1e9; printf "%.3f", (left > 0) ? left : 0 }')"
}

# sample NAME: the simulator's counters of now, into NAME.json.
sample() {
  rm -f "$world/stats.json"
  kill -USR1 "$simulator_pid"
  await 10 test -s "$world/stats.json" || fail "the simulator does not tell its counters"
  mv "$world/stats.json" "$world/$1.json"
}

# grown KEY FROM TO: by how much a counter grew between two samples.
grown() {
  awk -v from="$(figure "$world/$2.json" "$1")" -v to="$(figure "$world/$3.json" "$1")" \
    'BEGIN { printf "%.0f", to - from }'
}

# refused_share FROM TO: 429s in percent of the requests between two samples.
refused_share() {
  percent "$(grown answers_429 "$1" "$2")" "$(grown requests "$1" "$2")"
}

# percent PART WHOLE: with two decimals; 0 of nothing.
percent() {
  awk -v part="$1" -v whole="$2" 'BEGIN { printf "%.2f", (whole > 0) ? 100 * part / whole : 0 }'
}

# sent_between FROM TO [PATTERN]: ledger lines of these seconds, of all or of those that match.
sent_between() {
  awk -F'"elapsed_us":' -v from="$1" -v to="$2" -v pattern="${3-}" '
    { at = $2 + 0 }
    NR == 1 { first = at }
    at >= first + from * 1e6 && at < first + to * 1e6 && $0 ~ pattern { ++count }
    END { print count + 0 }' "$measured_ledger"
}

# last_second [PATTERN]: the second of the last ledger line of all, or of those that match.
last_second() {
  awk -F'"elapsed_us":' -v pattern="${1-}" '
    NR == 1 { first = $2 + 0 }
    $0 ~ pattern { last = $2 + 0 }
    END { printf "%.3f", (last - first) / 1e6 }' "$measured_ledger"
}

calculate() {
  awk "BEGIN { printf \"%.3f\", $1 }"
}

# at_least WHAT MEASURED BOUND UNIT, at_most ..: prints it; the test fails when it does not hold.
at_least() {
  echo "  $1: $2 $4 (at least $3)"
  awk -v is="$2" -v bound="$3" 'BEGIN { exit !(is >= bound) }' || fail "$1: $2 $4, not $3"
}
at_most() {
  echo "  $1: $2 $4 (at most $3)"
  awk -v is="$2" -v bound="$3" 'BEGIN { exit !(is <= bound) }' || fail "$1: $2 $4, not $3"
}

# end_dispatcher: a clean drain.
end_dispatcher() {
  kill -TERM "$dispatcher_pid"
  await_dispatcher 0
}
