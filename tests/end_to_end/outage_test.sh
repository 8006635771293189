#!/usr/bin/env bash
# outage_test.sh outage SECONDS POLICY: the provider is away for so long, first answering 503 to
# everything, then refusing connects; POLICY (hold, resend) says what becomes of what is in doubt.
# Few requests are spent on it, and 10 s after the first success all goes as before (5 s after a
# short one).
#   outage_test.sh outage 600 resend   is the length that is promised
# outage_test.sh credentials release|wait: one of three accounts has a wrong password, which is
# then corrected in its file; the daemon hears of it by a release, or finds out. Nothing of the
# account is lost, and the others do not notice.
set -euo pipefail
scenario=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/rates.sh"
connections=64 services=4

# away SECONDS: for half the time 503, then nobody there.
away() {
  local half port
  half=$(calculate "$1 / 2")
  port=$(cat "$world/port")
  kill_simulator
  simulator_options+=(--fault 503-html-before=1)
  serve_on "$port"
  sleep "$half"
  kill_simulator
  sleep "$half"
  simulator_options=("${simulator_options[@]::${#simulator_options[@]}-2}")
  serve_on "$port"
}

outage() {
  local ambiguous before expected from=5 messages open policy=$2 probes seconds=$1 service
  messages=$((services * 600))
  start_simulator --latency "median=75ms,jitter=10ms"
  write_config process "$policy" 30 "$connections"
  rewrite in_flight_max 100
  if [ "$seconds" -ge 60 ]; then
    from=10
    messages=$((services * 800))
    # As they are unless configured.
    rewrite response '"35s"'
    rewrite resend_after '"35s"'
  fi
  for ((service = 1; service <= services; ++service)); do
    messages_of "$service" $((messages / services)) 50 "ride$service"
  done >"$world/messages.ndjson"
  submit_messages
  start_dispatcher --until-empty
  begin
  sleep_until 4
  away "$seconds"
  before=$(ledger_count)
  await 30 ledger_reaches $((before + 1)) || fail "it did not resume within 30 s"
  await_dispatcher
  collect_outcomes
  stop_simulator
  cat "$world/run.json"

  # What was in flight when the connections ended, what went before 503 was understood, the probes.
  probes=$((seconds / 5 + 3))
  ambiguous=$(figure "$world/run.json" ambiguous)
  at_most "ambiguous" "$ambiguous" $((connections + 5 + probes)) messages
  at_most "requests for $messages messages" "$(figure "$world/run.json" attempts)" \
    $((messages * 110 / 100)) requests
  for ending in dead rejected expired; do
    at_most "$ending" "$(figure "$world/run.json" "$ending")" 0 messages
  done
  open=$(wc -l <"$world/open.ndjson")
  if [ "$policy" = hold ]; then
    audit --check-order >/dev/null
    [ "$open" -eq "$ambiguous" ] || fail "$open held, but $ambiguous were ambiguous"
  else
    audit --check-order --allow-duplicates-recorded >/dev/null
    [ "$open" -eq 0 ] || fail "with resend something stayed open"
  fi
  tail -n +$((before + 1)) "$world/ledger.ndjson" >"$world/after.ndjson"
  measured_ledger=$world/after.ndjson
  expected=$((services * 30 * 10))
  at_least "from second $from to $((from + 10)) after the first success" \
    "$(percent "$(sent_between "$from" $((from + 10)))" "$expected")" 95 "% of the full rate"
}

# account NAME SERVICE: one more of them, with a password of its own.
account() {
  printf '%s SK%s %s-secret KS%032x\n' "$1" "$1" "$1" "$2" >>"$world/credentials"
  printf 'SK%s\n' "$1" >"$world/$1.username"
  printf '%s-secret\n' "$1" >"$world/$1.password"
  chmod 600 "$world/$1.username" "$world/$1.password"
  cat >>"$world/dispatcher.toml" <<TOML
[[account]]
name = "$1"
base_url = "https://localhost:$(cat "$world/port")"
ca_file = "ca.pem"
username_file = "$1.username"
password_file = "$1.password"
services = ["KS$(printf '%032x' "$2")"]
TOML
}

sent_by() {
  grep -c "\"account\":\"$1\"" "$world/ledger.ndjson" || true
}
is_heard_of() {
  [ "$(sent_by wrong)" -gt 0 ]
}

credentials() {
  local corrected_ns each how=$1 name took_ms
  each=$([ "$how" = wait ] && echo 2100 || echo 450)
  start_simulator --latency "median=75ms,jitter=10ms"
  write_config process hold 30 "$connections"
  # Its one account goes, three with a password each come.
  sed -i '/^\[\[account\]\]$/,/^in_flight_max/d' "$world/dispatcher.toml"
  account wrong 1
  account right 2
  account other 3
  stop_simulator
  serve_on "$(cat "$world/port")"
  printf 'wrong-password\n' >"$world/wrong.password"
  messages_of 1 150 50 wrong >"$world/messages.ndjson"
  messages_of 2 "$each" 50 right >>"$world/messages.ndjson"
  messages_of 3 "$each" 50 other >>"$world/messages.ndjson"
  submit_messages
  start_dispatcher
  begin
  sleep_until 8
  at_most "sent with a wrong password" "$(sent_by wrong)" 0 messages
  printf 'wrong-secret\n' >"$world/wrong.password"
  corrected_ns=$(date +%s%N)
  if [ "$how" = release ]; then
    "$DISPATCHER" release --config "$world/dispatcher.toml" --account wrong >/dev/null
  fi
  await 45 is_heard_of || fail "the corrected password is not used within 45 s"
  took_ms=$((($(date +%s%N) - corrected_ns) / 1000000))
  await 120 ledger_reaches $((150 + 2 * each)) || fail "not all were sent"
  end_dispatcher
  collect_outcomes
  stop_simulator
  audit --check-order >/dev/null
  at_most "the corrected password is used after" "$took_ms" \
    "$([ "$how" = wait ] && echo 35000 || echo 2000)" ms
  for name in right other; do
    at_most "the $each messages of the account '$name', 30/s, take" \
      "$(last_second "\"account\":\"$name\"")" "$(calculate "1.02 * $each / 30")" s
  done
  at_most "answers 401" "$(figure "$world/stats.json" answers_4xx)" "$connections" answers
}

echo "$scenario $*:"
"$scenario" "$@"
echo "passed"
