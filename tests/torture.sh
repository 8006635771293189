#!/usr/bin/env bash
# torture.sh POLICY MESSAGES [VISIBLE_SECONDS] [KILL_EVERY_SECONDS] [SEED]: a drain in which
# everything goes wrong: every fault the simulator knows strikes 0.3 to 1 % of the requests, lists
# of interactions fail as well, a row appears in them up to VISIBLE_SECONDS late, connects and
# handshakes fail, and the daemon is killed (kill -9) every few seconds and started again, until
# everything is settled or held. Then the provider's ledger is compared with what the daemon says,
# and a table shows it. Ends with 1 and a sentence for each promise that is broken.
#   POLICY      hold, resend, reconcile-hold or reconcile-resend: what follows when nothing is found
#   PACE=short  waits of a few seconds and no limits of rate, for the test run
#   PACE=real   the documented waits and limits; the default
# Needs DISPATCHER and SIMULATOR, the two programs; left out, those of build/release.
set -euo pipefail
policy=$1 messages=$2 pace=${PACE:-real}
here=$(cd "$(dirname "$0")" && pwd)
DISPATCHER=${DISPATCHER:-$here/../build/release/dispatcher}
SIMULATOR=${SIMULATOR:-$here/../build/release/proxy-simulator}
. "$here/end_to_end/world.sh"
services=40 messages_per_participant=8

case $policy in
  hold | resend) reconciles=false then="" ;;
  reconcile-hold | reconcile-resend) reconciles=true then=${policy#reconcile-} ;;
  *) fail "the policy is hold, resend, reconcile-hold or reconcile-resend" ;;
esac
case $pace in
  short)
    visible=${3:-4} kill_every=${4:-4} kills_max=6 bound_seconds=150 connections=24
    response=2s stall=3s resend_after=3s
    pace_options=(--rate 0 --read-rate 0 --latency "median=150ms,jitter=50ms,sigma=0.3,max=1s")
    ;;
  real)
    visible=${3:-60} kill_every=${4:-60} kills_max=1000000 connections=64
    bound_seconds=$((messages / 20 + 1200))
    response=35s stall=45s resend_after=35s
    pace_options=(--latency "median=85ms,jitter=10ms,sigma=0.5,max=30s")
    ;;
  *) fail "PACE is short or real" ;;
esac
seed=${5:-$RANDOM}
echo "policy $policy, $messages messages, rows visible within $visible s," \
  "killed every $kill_every s, pace $pace, seed $seed"
RANDOM=$seed

# Strikes 0.3 to 1 % each. A 401 or 403 stops its lane for 30 s: not at the short pace.
faults=(close cut-body-after 429 429-empty 429-14107 400-80607 404 404-80903 409)
for side in before after; do
  faults+=({reset,fin,stall,cut-head,408,503-20503}-"$side")
  faults+=({500,502,503,504}-{json,html,empty}-"$side")
done
[ "$pace" = short ] || faults+=(401 403)
fault_options=(--refuse-connects 0.005 --cut-handshakes 0.005 --close-idle "0.01,20ms")
for fault in "${faults[@]}"; do
  fault_options+=(--fault "$fault=0.00$((3 + RANDOM % 7))")
done
for fault in {reset,fin,stall,cut-head,503-20503,500-json,502-html,503-empty,504-html}-before \
  stall-after cut-body-after 429; do
  fault_options+=(--list-fault "$fault=0.01")
done

# make_torture: participants by turns; two of a Service share a Session. The 3rd and 4th, and the
# 7th and 8th message to each are the same text in the same priority.
make_torture() {
  awk -v count="$messages" -v services="$services" -v each="$messages_per_participant" 'BEGIN {
    split("bulk normal urgent", priorities, " ")
    participants = int((count + each - 1) / each)
    for (i = 0; i < count; ++i) {
      p = i % participants; k = int(i / participants)
      service = p % services; of_service = int(p / services)
      text = k % 4 == 3 ? k - 1 : k
      printf "{\"id\":\"t-%d\",\"service\":\"KS%032x\",", i, service + 1
      printf "\"session\":\"KC%032x\",", service * 1000000 + int(of_service / 2) + 1
      printf "\"participant\":\"KP%032x\",\"body\":\"Step %d for guest %d\",", p + 1, text, p
      printf "\"priority\":\"%s\"}\n", priorities[int(k / 2) % 3 + 1]
    }
  }' >"$world/messages.ndjson"
}

write_torture_config() {
  write_config power "${policy%%-*}" "$([ "$pace" = short ] && echo 0 || echo 30)" "$connections"
  sed -i "s/^response = .*/response = \"$response\"/; \
    s/^resend_after = .*/resend_after = \"$resend_after\"/; \
    s/^in_flight_max = .*/in_flight_max = 100/" "$world/dispatcher.toml"
  if "$reconciles"; then configure ambiguous "then = \"$then\""; fi
  [ "$pace" = short ] || return 0
  configure limits 'window = "1s"'  # how long a lane rests after each start is made of it
  configure retry 'base = "50ms"'
  configure retry 'cap = "1s"'
  "$reconciles" || return 0
  configure ambiguous 'look_first = "1s"'
  configure ambiguous 'look_second = "3s"'
  # The response timeout, the time until a row is visible, and a little.
  configure ambiguous "look_last = \"$((2 + visible + 3))s\""
}

# run_for MILLISECONDS: starts the daemon and kills it that much later; succeeds when all was
# settled or held before.
run_for() {
  local until status=0
  start_dispatcher --until-empty
  until=$(($(date +%s%N) / 1000000 + $1))
  until dispatcher_ended || [ $(($(date +%s%N) / 1000000)) -ge "$until" ]; do sleep 0.05; done
  kill -9 "$dispatcher_pid" 2>/dev/null || true
  wait "$dispatcher_pid" 2>/dev/null || status=$?
  dispatcher_pid=""
  case $status in
    0 | 1) return 0 ;;                      # 1: something was not sent
    75) return 1 ;;                         # a lane waits for its next probe
    137) kills=$((kills + 1)) && return 1 ;;
    *) fail "the run ended with $status" ;;
  esac
}

start_simulator --in-flight-max 100 --seed "$seed" --stall "$stall" \
  --visible-after "0s..${visible}s" "${pace_options[@]}" "${fault_options[@]}"
write_torture_config
make_torture
submit_messages
kills=0
until
  left_ms=$(((bound_seconds - SECONDS) * 1000))
  [ "$left_ms" -gt 0 ] || fail "not all is settled or held after $bound_seconds s"
  if [ "$kills" -lt "$kills_max" ]; then
    left_ms=$((kill_every * 500 + RANDOM % (kill_every * 1000)))
  fi
  run_for "$left_ms"
do :; done
took_seconds=$SECONDS
collect_outcomes
stop_simulator
compare --check-order --allow-duplicates-recorded || true  # judged below

# ids FILE..: sorted, each once.
ids() { sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$@" | sort -u; }
count_of() { grep -c "$1" "$2" || true; }
audited() { figure "$world/audit.json" "$1"; }

unaccounted=$(comm -23 <(ids "$world/messages.ndjson") \
  <(ids "$world/outcomes.ndjson" "$world/open.ndjson") | wc -l)
held=$(count_of '"state":"held"' "$world/open.ndjson")
open=$(wc -l <"$world/open.ndjson")
twice=$(($(audited duplicates) + $(audited duplicates_recorded)))
# Processed, and the answer did not say so. What a kill left in doubt is not counted.
ambiguous='"fault":"\(reset\|fin\|stall\|cut-head\|408\|50[0234]-[a-z0-9]*\)-after"'
ambiguous_processed=$(count_of "$ambiguous" "$world/ledger.ndjson")
held_processed=$(audited unresolved_in_ledger)

row() { printf '%-46s %8s\n' "$1" "$2"; }
row "messages" "$messages"
row "ledger lines" "$(ledger_count)"
for outcome in sent rejected dead; do
  row "outcome $outcome" "$(count_of "\"outcome\":\"$outcome\"" "$world/outcomes.ndjson")"
done
row "held" "$held"
row "without outcome and not held" "$unaccounted"
row "in the ledger too often" "$twice"
row "  of these owned up to as sent again" "$(audited duplicates_recorded)"
row "ambiguous although processed (kills aside)" "$ambiguous_processed"
row "  held although processed" "$held_processed"
row "out of order" "$(audited order_violations)"
row "faults of messages and connections that struck" \
  "$(grep -o '"[a-z0-9-]*":[0-9]*' <(sed 's/.*"faults"://' "$world/stats.json") |
    awk -F'[":]+' '!/"list-/ { n += $3 } END { print n + 0 }')"
row "pages listed" "$(figure "$world/stats.json" lists)"
row "pages spoiled by a fault" \
  "$(grep -o '"list-[a-z0-9-]*":[0-9]*' "$world/stats.json" |
    awk -F: '{ n += $2 } END { print n + 0 }')"
row "requests refused by a window, in flight" \
  "$(figure "$world/stats.json" refused_window), $(figure "$world/stats.json" refused_in_flight)"
row "kills" "$kills"
row "seconds" "$took_seconds"

broken=0
# promise COUNT SENTENCE: broken unless the count is 0.
promise() {
  [ "$1" -eq 0 ] && return
  echo "BROKEN: $1 $2"
  broken=1
}
promise "$unaccounted" "messages have no outcome and are not listed as held"
promise "$(audited lost)" "messages are lost"
promise $((open - held)) "messages are still in doubt"
promise "$(audited sent_but_not_in_ledger)" "messages are called sent and were not"
promise "$(audited ki_mismatches)" "outcomes name an interaction of another message"
promise "$(audited unknown_in_ledger)" "texts were sent that nobody submitted"
promise "$(audited unknown_outcomes)" "outcomes are of messages that nobody submitted"
promise "$(audited order_violations)" "messages were sent out of order"
promise "$(audited duplicates)" "texts were sent again without a word"
if [ "$policy" != resend ]; then
  promise "$twice" "texts were sent twice"
  promise "$(audited not_sent_but_in_ledger)" "messages are called not sent and were"
fi
if "$reconciles"; then
  [ "$(figure "$world/stats.json" lists)" -gt 0 ] || fail "nobody looked: nothing is shown"
  allowed=$((ambiguous_processed / 100))
  promise $((held_processed > allowed ? held_processed : 0)) \
    "messages are held although a look could have found them; $allowed may be"
fi
if [ "$broken" -ne 0 ]; then
  cat "$world/audit.json"
  exit 1
fi
echo "passed"
