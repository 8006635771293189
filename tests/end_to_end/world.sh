# Sourced by the end-to-end tests: a directory, a simulator in it, a configuration, messages.
# Needs DISPATCHER and SIMULATOR, the two programs.

world=$(mktemp -d)
simulator_pid=""
dispatcher_pid=""

end_world() {
  local pid
  for pid in $dispatcher_pid $simulator_pid; do
    kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
  done
  rm -rf "$world"
}
trap end_world EXIT
trap 'exit 130' INT TERM

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# start_simulator [serve options]: listens on a free port and keeps a ledger.
start_simulator() {
  printf 'main SKtest %s\n' "secret-of-the-test" >"$world/credentials"
  printf 'SKtest\n' >"$world/username"
  printf 'secret-of-the-test\n' >"$world/password"
  chmod 600 "$world/credentials" "$world/username" "$world/password"
  "$SIMULATOR" serve --port 0 --port-file "$world/port" --ca-out "$world/ca.pem" \
    --credentials-file "$world/credentials" --ledger "$world/ledger.ndjson" \
    --stats "$world/stats.json" "$@" &
  simulator_pid=$!
  local tries=0
  until [ -s "$world/port" ]; do
    kill -0 "$simulator_pid" 2>/dev/null || fail "the simulator did not start"
    tries=$((tries + 1))
    [ "$tries" -lt 500 ] || fail "the simulator did not listen within 10 s"
    sleep 0.02
  done
}

# stop_simulator: its counters are then in $world/stats.json.
stop_simulator() {
  kill "$simulator_pid"
  wait "$simulator_pid" || true
  simulator_pid=""
}

# write_config DURABILITY POLICY REQUESTS_PER_SECOND CONNECTIONS_MAX
write_config() {
  cat >"$world/dispatcher.toml" <<TOML
[spool]
directory = "spool"
durability = "$1"
[[account]]
name = "main"
base_url = "https://localhost:$(cat "$world/port")"
ca_file = "ca.pem"
username_file = "username"
password_file = "password"
services = ["*"]
in_flight_max = 10000
[limits]
requests_per_second = $3
[connections]
max = $4
[timeouts]
response = "2s"
[ambiguous]
policy = "$2"
resend_after = "3s"
TOML
}

# make_messages COUNT SERVICES: one participant for about every ten messages, every text its own.
make_messages() {
  awk -v count="$1" -v services="$2" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      s = i % services; p = int(i / 10)
      printf "{\"id\":\"m-%d\",\"service\":\"KS%032x\",\"session\":\"KC%032x\",", i, s + 1, p + 1
      printf "\"participant\":\"KP%032x\",", p * services + s + 1
      printf "\"body\":\"Your driver is here, ride %d\"}\n", i
    }
  }' >"$world/messages.ndjson"
}

# figure FILE KEY: a number out of a flat JSON object.
figure() {
  sed -n "s/.*\"$2\":\([0-9.]*\).*/\1/p" "$1"
}
