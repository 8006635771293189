#!/usr/bin/env bash
# notify_test.sh: what systemd hears of a life: that the spool is opened, that the daemon is ready
# once its control socket answers, how it stands, that it drains and waits for answers.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
. "$here/notify.sh"

start_simulator --rate 0 --in-flight-max 0 --latency 3s
write_config process hold 0 8
make_messages 40 5
submit_messages
start_receiver

start_dispatcher
await 10 has_told "READY=1" || fail "the daemon does not say that it is ready"
[ -S "$world/spool/control.socket" ] || fail "ready, and there is no control socket"
sed -n 1p "$world/told" | grep -q "STATUS=opening the spool" || fail "it does not say how it begins"
[ "$(grep -n EXTEND "$world/told" | cut -d : -f 1)" -lt "$(grep -n READY "$world/told" |
  cut -d : -f 1)" ] || fail "the start is not extended while the spool is opened"
await 10 has_told "STATUS=.*messages open" || fail "no status"

kill -TERM "$dispatcher_pid"
await_dispatcher 0
grep -q " STOPPING=1" "$world/told" || fail "it does not say that it stops"
sed '1,/ STOPPING=1/d' "$world/told" | grep -q "EXTEND_TIMEOUT_USEC=" ||
  fail "the stop is not extended while it drains"
[ "$(told WATCHDOG)" -eq 0 ] || fail "a watchdog is fed that nobody has"
[ "$(told READY)" -eq 1 ] || fail "it was ready more than once"
unset NOTIFY_SOCKET

start_dispatcher --until-empty
await_dispatcher
collect_outcomes
stop_simulator
audit
echo "passed"
