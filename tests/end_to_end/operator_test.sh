#!/usr/bin/env bash
# operator_test.sh [MESSAGES]: what an operator does to a running daemon while MESSAGES wait in its
# spool: look at one, hold it and release it, settle one in doubt, cancel one, list, retry and purge
# dead letters, cancel a whole Service. Prints how long each takes, the start of its process
# included, and what the last does to messages that are handed in meanwhile; with 1,000,000 messages
# or more none may take 100 ms in the median of 20, and no send wait 100 ms more than without.
set -euo pipefail
waiting=${1:-20000}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"

tries=20
held_service=KS$(printf '%032x' 65535)
dead_service=KS$(printf '%032x' 65534)
doubt_service=KS$(printf '%032x' 65533)
config=(--config "$world/dispatcher.toml")

# messages_of PREFIX COUNT SERVICE: each to a participant of its own.
messages_of() {
  awk -v prefix="$1" -v count="$2" -v service="$3" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      printf "{\"id\":\"%s:%d\",\"service\":\"%s\",\"session\":\"KC%032x\",", prefix, i, service, 1
      printf "\"participant\":\"KP%032x\",\"body\":\"%s %d\"}\n", i, prefix, i
    }
  }'
}

# field FILE KEY: the text or number under that key of a JSON object.
field() {
  sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$1" | head -1
}
ask() {
  "$DISPATCHER" "$@" "${config[@]}" --json >"$world/answer.json" 2>"$world/ask.err"
}
expect() {
  [ "$(field "$world/answer.json" "$1")" = "$2" ] ||
    fail "$1 should be $2: $(cat "$world/answer.json" "$world/ask.err")"
}

# timed NAME COMMAND..: runs it with 1 to $tries in place of %, and prints how long it took.
timed() {
  local name=$1 i began
  shift
  : >"$world/took_us"
  for ((i = 1; i <= tries; ++i)); do
    began=$(date +%s%N)
    ask "${@//%/$i}" || fail "$name: $(cat "$world/answer.json" "$world/ask.err")"
    echo $((($(date +%s%N) - began) / 1000)) >>"$world/took_us"
  done
  sort -n "$world/took_us" >"$world/sorted_us"
  told "$name"
}

# told NAME: of the sorted durations.
told() {
  awk -v name="$1" -v waiting="$waiting" '{ us[NR] = $1 } END {
    median = us[int((NR + 1) / 2)]
    printf "%s beside %d waiting: median %.1f ms, worst %.1f ms\n", name, waiting, median / 1000,
      us[NR] / 1000
    exit waiting >= 1000000 && median >= 100000 }' "$world/sorted_us" ||
    fail "$1 takes 100 ms or more"
}

# first_page: the first dead letter of however many.
first_page() {
  local began i
  : >"$world/took_us"
  for ((i = 1; i <= tries; ++i)); do
    began=$(date +%s%N)
    "$DISPATCHER" dead list "${config[@]}" --json 2>"$world/ask.err" | head -n 1 \
      >"$world/answer.json" || fail "dead list: $(cat "$world/ask.err")"
    echo $((($(date +%s%N) - began) / 1000)) >>"$world/took_us"
  done
  sort -n "$world/took_us" >"$world/sorted_us"
  told "dead list, first page"
}

revived_service=KS$(printf '%032x' 65532)
revived_count=100
cat >"$world/script" <<SCRIPT
{"service":"$dead_service","fault":"400-80607","times":$waiting}
{"service":"$doubt_service","fault":"reset-before","times":$((tries + 1))}
{"service":"$revived_service","fault":"404-80903","times":$revived_count}
SCRIPT
start_simulator --rate 0 --in-flight-max 0 --latency "median=2ms,jitter=1ms" \
  --script "$world/script"
write_config process hold 0 64
start_dispatcher
await 10 ask status || fail "the daemon does not answer: $(cat "$world/ask.err")"

{
  messages_of doubt $((tries + 1)) "$doubt_service"
  messages_of revived "$revived_count" "$revived_service"
  messages_of dead "$waiting" "$dead_service"
} >"$world/ending.ndjson"
ask submit "$world/ending.ndjson" || fail "submit: $(cat "$world/ask.err")"
have_ended() { ask status && [ "$(field "$world/answer.json" backlog)" -eq $((tries + 1)) ]; }
await $((60 + waiting / 2000)) have_ended ||
  fail "not all but the doubts have ended: $(cat "$world/answer.json")"
expect in_doubt $((tries + 1))
expect dead_letters $((waiting + revived_count))

ask hold --service "$held_service" --reason "campaign stopped" || fail "hold"
messages_of news "$waiting" "$held_service" >"$world/waiting.ndjson"
ask submit "$world/waiting.ndjson" || fail "submit: $(cat "$world/ask.err")"
expect accepted "$waiting"

timed "show ID" show news:%
expect cause lane_held
timed "hold --id" hold --id news:% --reason "wrong text"
ask show news:1
expect state held
timed "release --id" release --id news:%
timed "hold --service" hold --service "$dead_service"
timed "release --service" release --service "$dead_service"
timed "hold --account" hold --account main
timed "release --account" release --account main
timed "settle ID" settle doubt:% --as sent --reason "seen in the log"
ask show doubt:1
expect outcome sent
timed "cancel ID" cancel news:%
expect result cancelled
first_page
grep -qE "Session is closed|not in its Session" "$world/answer.json" ||
  fail "no sentence: $(cat "$world/answer.json")"

for refused in "settle news:1 --as sent" "release --id dead:1" "cancel doubt:$((tries + 1))"; do
  status=0
  # shellcheck disable=SC2086  # words of a command line
  ask $refused || status=$?
  [ "$status" -eq 1 ] || fail "$refused ended with $status: $(cat "$world/ask.err")"
done
status=0
ask settle nobody --as sent || status=$?
[ "$status" -eq 66 ] || fail "settle of an unknown id ended with $status"
ask hold --account nobody && fail "an account that is not there is held"

sent_before=$(ledger_count)
ask settle "doubt:$((tries + 1))" --as not-sent || fail "settle: $(cat "$world/ask.err")"
grep -q "will now be sent" "$world/ask.err" || fail "nothing is said of its age"
# Within half a minute of its write the request may still be processed.
await 60 ledger_reaches $((sent_before + 1)) || {
  ask show "doubt:$((tries + 1))"
  fail "what was not sent is not sent now: $(cat "$world/answer.json")"
}

ask dead count
expect matched $((waiting + revived_count))
ask dead retry --code 80903 --dry-run
expect matched "$revived_count"
ask dead retry --code 80903 --rate 100/s || fail "dead retry: $(cat "$world/ask.err")"
expect retried "$revived_count"
await 20 ledger_reaches $((sent_before + 1 + revived_count)) || fail "the revived are not sent"
ask show revived:1
expect outcome sent
ask dead show dead:1
expect dead_letter true
ask dead purge --code 80607 || fail "dead purge: $(cat "$world/ask.err")"
expect purged "$waiting"
ask show dead:1
expect dead_letter false
ask status
expect dead_letters 0

live_service=KS$(printf '%032x' 65531)
# live_traffic NAME: hands in one message after the other until told to stop.
live_traffic() {
  local i
  for ((i = 1; ; ++i)); do
    [ -e "$world/live" ] || return 0
    messages_of "$1-$i" 1 "$live_service" |
      "$DISPATCHER" submit "${config[@]}" - >/dev/null 2>"$world/live.err" || return 1
  done
}
# live_delays NAME: from the acceptance of each to its first byte on the wire; sets worst_us.
live_delays() {
  delays_us "$1-" >"$world/sorted_us"
  [ -s "$world/sorted_us" ] || fail "no message was sent meanwhile"
  worst_us=$(tail -n 1 "$world/sorted_us")
  awk -v name="$1" '{ us[NR] = $1 } END {
    printf "accepted to written, %s: %d messages, median %.1f ms, worst %.1f ms\n", name, NR,
      us[int((NR + 1) / 2)] / 1000, us[NR] / 1000 }' "$world/sorted_us"
}
# beside NAME COMMAND..: runs it beside live traffic.
beside() {
  local traffic_pid name=$1
  shift
  : >"$world/live"
  live_traffic "$name" &
  traffic_pid=$!
  "$@"
  rm "$world/live"
  wait "$traffic_pid" || fail "live traffic: $(cat "$world/live.err")"
  live_delays "$name"
}
cancel_all() {
  local began
  began=$(date +%s%N)
  ask cancel --service "$held_service" || fail "cancel: $(cat "$world/ask.err")"
  expect cancelled $((waiting - tries))
  echo "cancel --service of $((waiting - tries)): $((($(date +%s%N) - began) / 1000000)) ms"
}

sent_before=$(ledger_count)
beside quiet sleep 3
quiet_us=$worst_us
beside cancelling cancel_all
[ "$waiting" -lt 1000000 ] || [ "$worst_us" -lt $((quiet_us + 100000)) ] ||
  fail "a send waited more than 100 ms longer beside the cancel"
live_count=$(($(ledger_count) - sent_before))
ask status
expect backlog 0

kill -TERM "$dispatcher_pid"
await_dispatcher 0
stop_simulator
[ "$(ledger_count)" -eq $((1 + revived_count + live_count)) ] ||
  fail "$(ledger_count) were sent, not $((1 + revived_count + live_count))"
echo "passed"
