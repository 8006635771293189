# Sourced after world.sh: a receiver of what the daemon tells systemd. Needs NOTIFY_RECEIVER.

receiver_pid=""

# start_receiver: from here on the daemon is one that systemd started.
start_receiver() {
  "$NOTIFY_RECEIVER" "$world/notify" >"$world/told" &
  receiver_pid=$!
  await 10 test -S "$world/notify" || fail "nobody receives what the daemon tells"
  export NOTIFY_SOCKET="$world/notify"
}

stop_receiver() {
  kill "$receiver_pid" 2>/dev/null || true
  wait "$receiver_pid" 2>/dev/null || true
  receiver_pid=""
}
trap 'stop_receiver; end_world' EXIT

# told PATTERN: so many messages that match (grep's notation) have come.
told() {
  grep -c "$1" "$world/told" || true
}

# told_at PATTERN: when the last of them came, in milliseconds.
told_at() {
  grep "$1" "$world/told" | tail -1 | cut -d ' ' -f 1
}

has_told() {
  [ "$(told "$1")" -ge "${2:-1}" ]
}

now_ms() {
  awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime
}
