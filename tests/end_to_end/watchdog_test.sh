#!/usr/bin/env bash
# watchdog_test.sh: systemd's watchdog is fed while every thread takes its turns, and no longer once
# one of them is stopped from outside: 5 s later, and the log names it. When it goes on, so does the
# feeding. Skipped where a process may not stop another's thread.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/notify.sh"
interval_ms=3000

start_simulator
write_config power hold 30 8
start_receiver
export WATCHDOG_USEC=$((interval_ms * 1000))
start_dispatcher
await 10 has_told "WATCHDOG=1" 3 || fail "the watchdog is not fed"

has_stopped() {
  grep -qs stopped "$world/stopper"
}

is_stuck() {
  grep -q "the thread $1 is stuck" "$world/run.err"
}

goes_on() {
  grep -q "the thread $1 takes its turns again" "$world/run.err"
}

# check THREAD: it is stopped, and then goes on.
check() {
  local stopped fed from
  mkfifo "$world/hold-$1"
  : >"$world/stopper"
  "$STOP_THREAD" "$dispatcher_pid" "$1" <"$world/hold-$1" >"$world/stopper" 2>&1 &
  local stopper=$!
  exec 9>"$world/hold-$1"
  if ! await 5 has_stopped; then
    exec 9>&-
    local status=0
    wait "$stopper" || status=$?
    [ "$status" -eq 77 ] || fail "the thread $1 was not stopped: $(cat "$world/stopper")"
    echo "skipped: a thread of another process cannot be stopped here"
    exit 77
  fi
  stopped=$(now_ms)
  await 10 is_stuck "$1" || fail "nobody says that the thread $1 is stuck"
  from=$(told WATCHDOG=1)
  sleep $((interval_ms / 1000 + 1))  # that nothing comes can only be waited for
  [ "$(told WATCHDOG=1)" -eq "$from" ] || fail "the watchdog is fed although $1 is stuck"
  fed=$(($(told_at WATCHDOG=1) - stopped))
  echo "the thread $1 stopped: fed for $fed ms more"
  [ "$fed" -le $((5000 + interval_ms)) ] || fail "the watchdog was fed for $fed ms"
  exec 9>&-
  wait "$stopper" || fail "the thread $1 was not let go"
  await 10 goes_on "$1" || fail "nobody says that the thread $1 goes on"
  await 10 has_told WATCHDOG=1 $((from + 2)) || fail "the watchdog is not fed again"
}

check shard-0
check spool
check sync

kill -TERM "$dispatcher_pid"
await_dispatcher 0
stop_simulator
echo "passed"
