#!/usr/bin/env bash
# blocked_test.sh BLOCKED ROUNDS: one participant has BLOCKED messages, the first of which the
# provider puts off again and again; behind them, in the same Service, wait 10 messages for each of
# 1,000 other participants. Those go as fast as when nobody is in front of them, in no more memory
# than a spool with as many messages for tomorrow takes (the store's own buffers grow with what is
# in it, up to their bounds). Measured by turns, up to ROUNDS times each, until it shows; the best
# of each counts, since a busy machine only adds.
#   blocked_test.sh 100000 3   is the size that is promised
set -euo pipefail
blocked=$1 rounds=${2:-2}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
others=10000 blocked_participant=1000000
took_max_percent=125 memory_max_percent=115

printf '{"participant":"KP%032x","fault":"429-14107","times":1000000}\n' "$blocked_participant" \
  >"$world/script"
start_simulator --rate 0 --in-flight-max 0 --latency 5ms --script "$world/script"
write_config process hold 0 32
make_messages "$others" 1
mv "$world/messages.ndjson" "$world/others.ndjson"
make_messages_to "$blocked_participant" "$blocked" blocked >"$world/blocked.ndjson"
tomorrow=$(date -u -d tomorrow +%Y-%m-%dT%H:%M:%SZ)
sed "s/,\"body\"/,\"not_before\":\"$tomorrow\"&/" "$world/blocked.ndjson" >"$world/later.ndjson"

# elapsed_us head|tail: of the first or the last ledger line.
elapsed_us() {
  "$1" -n 1 "$world/ledger.ndjson" | sed 's/.*"elapsed_us":\([0-9]*\).*/\1/'
}

peak_kilobytes() {
  sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$dispatcher_pid/status"
}

least() { [ "$1" -le "$2" ] && echo "$1" || echo "$2"; }

# drain_others NAME FILE: the others behind what is in FILE; keeps the least time from the first to
# the last of them, and the least peak of memory, under NAME.
declare -A took_us peak_kb
drain_others() {
  rm -rf "$world/spool"
  : >"$world/ledger.ndjson"
  cat "$2" "$world/others.ndjson" >"$world/messages.ndjson"
  submit_messages
  start_dispatcher
  await 60 ledger_reaches "$others" || fail "the others took more than 60 s"
  local took peak
  took=$(($(elapsed_us tail) - $(elapsed_us head)))
  peak=$(peak_kilobytes)
  echo "$1: $took us for the others, $peak kB at most"
  took_us[$1]=$(least "$took" "${took_us[$1]:-$took}")
  peak_kb[$1]=$(least "$peak" "${peak_kb[$1]:-$peak}")
  kill "$dispatcher_pid"
  await_dispatcher
}

percents() {
  took_percent=$((100 * took_us[blocked] / took_us[alone]))
  memory_percent=$((100 * peak_kb[blocked] / peak_kb[tomorrow]))
}
holds_up() { [ "$took_percent" -gt "$took_max_percent" ]; }
takes_memory() { [ "$memory_percent" -gt "$memory_max_percent" ]; }

for _ in $(seq "$rounds"); do
  drain_others alone /dev/null
  drain_others blocked "$world/blocked.ndjson"
  [ "$(figure "$world/run.json" answers_429)" -gt 0 ] || fail "nobody was blocked: nothing is shown"
  drain_others tomorrow "$world/later.ndjson"
  percents
  holds_up || takes_memory || break
done
stop_simulator

echo "behind $blocked blocked: $took_percent % of the time alone, $memory_percent % of the memory"
! holds_up || fail "the others were held up"
! takes_memory || fail "what is blocked takes memory"
echo "passed"
