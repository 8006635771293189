#!/usr/bin/env bash
# metrics_test.sh: a scrape of a working daemon is what Prometheus takes, and what it counts is what
# the simulator saw: answers of every kind, messages sent, rejected and in doubt.
set -euo pipefail
for tool in curl promtool; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
messages=2000

scrape() {
  curl -sS --fail --max-time 10 --unix-socket "$world/spool/control.socket" \
    "http://localhost/metrics" >"$world/metrics" 2>"$world/scrape.err" ||
    fail "the scrape: $(cat "$world/scrape.err")"
}
# value SERIES: of exactly this one, as it is written; empty when it is not there.
value() {
  awk -v series="$1" 'index($0, series " ") == 1 { print $NF }' "$world/metrics"
}
expect() {
  [ "$(value "$1")" = "$2" ] || fail "$1 is '$(value "$1")', not $2: $3"
}
backlog_is_held() {
  scrape
  [ "$(value dispatcher_open_messages)" = "$(value dispatcher_held_messages)" ] &&
    [ "$(value dispatcher_in_flight_messages)" = 0 ] && [ "$(value dispatcher_due_messages)" = 0 ]
}

# Each has its trace: 429 is nobody's limit, 404-80903 rejects, reset-after is sent and in doubt.
start_simulator --rate 0 --in-flight-max 0 --latency "median=15ms,jitter=5ms" \
  --fault 429=0.02 --fault 404-80903=0.02 --fault reset-after=0.01
write_config process hold 0 16
make_messages "$messages" 20
start_dispatcher
scrape
expect dispatcher_open_messages 0 "nothing was submitted"
expect 'dispatcher_intake_messages_total{result="accepted"}' 0 "nothing was submitted"
submit_messages
submit_messages
sed '1!d; s/"body"/"boby"/' "$world/messages.ndjson" >"$world/bad.ndjson"
"$DISPATCHER" submit --config "$world/dispatcher.toml" "$world/bad.ndjson" >"$world/bad.out" 2>&1 &&
  fail "a bad line is taken"
await 60 backlog_is_held || fail "not all is settled: $(cat "$world/metrics")"
kill -USR1 "$simulator_pid"
stats_are_there() { [ -s "$world/stats.json" ]; }
await 10 stats_are_there || fail "the simulator tells no counters"

promtool check metrics <"$world/metrics" >"$world/promtool.out" 2>&1 ||
  fail "promtool check metrics: $(cat "$world/promtool.out")"
[ ! -s "$world/promtool.out" ] || fail "promtool check metrics: $(cat "$world/promtool.out")"

sent=$(value 'dispatcher_outcomes_total{outcome="sent"}')
rejected=$(value 'dispatcher_outcomes_total{outcome="rejected"}')
held=$(value dispatcher_held_messages)
answered_429=$(figure "$world/stats.json" answers_429)
requests=$(figure "$world/stats.json" requests)
[ "$rejected" -gt 0 ] && [ "$held" -gt 0 ] && [ "$answered_429" -gt 0 ] || fail "no faults"
[ $((sent + rejected + held)) -eq "$messages" ] || fail "$sent + $rejected + $held messages"
expect 'dispatcher_intake_messages_total{result="accepted"}' "$messages" "as submitted"
expect 'dispatcher_intake_messages_total{result="duplicate"}' "$messages" "submitted once more"
expect 'dispatcher_intake_messages_total{result="invalid"}' 1 "one bad line"
expect dispatcher_attempts_total "$requests" "what the simulator received"
expect 'dispatcher_answers_total{class="2xx"}' "$sent" "each that is sent"
expect 'dispatcher_answers_total{class="429"}' "$answered_429" "as the simulator answered"
expect 'dispatcher_answers_total{class="404"}' "$rejected" "each that is rejected"
expect 'dispatcher_answers_total{class="none"}' "$held" "each that is in doubt"
expect 'dispatcher_verdicts_total{verdict="sent"}' "$sent" "each that is sent"
expect 'dispatcher_verdicts_total{verdict="ambiguous"}' "$held" "each that is in doubt"
expect dispatcher_in_doubt_messages "$held" "nobody has settled one"
expect dispatcher_dead_letter_messages "$rejected" "they are kept"
expect dispatcher_accepted_to_sent_seconds_count "$sent" "each that is sent"
expect dispatcher_upstream_seconds_count $((sent + rejected + answered_429)) "each answer"
expect 'dispatcher_account_in_flight_requests{account="main"}' 0 "all is answered"
expect 'dispatcher_account_breaker_open{account="main"}' 0 "it works"
expect 'dispatcher_state{state="running"}' 1 "it runs"
expect dispatcher_scrape_complete 1 "all have answered"
expect dispatcher_oldest_sendable_age_seconds 0 "nothing waits"
ledger=$(ledger_count)
[ $((sent + held)) -eq "$ledger" ] || fail "$sent sent and $held in doubt, $ledger processed"
opened=$(value dispatcher_connections_opened_total)
reused=$(value dispatcher_exchanges_reused_total)
[ "$opened" -le "$(figure "$world/stats.json" handshakes)" ] || fail "$opened connections"
[ $((reused + opened)) -ge "$requests" ] || fail "$reused reused, $opened opened"
ends=$(value 'dispatcher_account_certificate_expiry_timestamp_seconds{account="main"}')
awk -v ends="$ends" -v now="$(date +%s)" 'BEGIN { exit !(ends > now) }' ||
  fail "the certificate ends at '$ends'"
[ "$(value dispatcher_intake_commit_seconds_count)" -gt 0 ] || fail "no intake was measured"
[ "$(value dispatcher_spool_commit_seconds_count)" -gt 0 ] || fail "no commit was measured"
[ "$(value dispatcher_spool_log_bytes)" != 0 ] || fail "the spool has no logs"
series=$(grep -vc '^#' "$world/metrics")
[ "$series" -le 500 ] || fail "$series series"
! grep -E '"(KC|KP)[0-9a-f]{32}|m-[0-9]+' "$world/metrics" || fail "a label tells a message"
echo "$series series; sent $sent, rejected $rejected, in doubt $held, 429 $answered_429: as counted"
