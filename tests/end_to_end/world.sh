# Sourced by the end-to-end tests: a directory, a simulator in it, a configuration, messages, a
# daemon that drains them. Needs DISPATCHER and SIMULATOR, the two programs.

world=$(mktemp -d)
simulator_pid=""
dispatcher_pid=""

end_world() {
  local pid
  for pid in $dispatcher_pid $simulator_pid; do
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$world"
}
trap end_world EXIT
trap 'exit 130' INT TERM

fail() {
  echo "FAILED: $*" >&2
  [ ! -s "$world/run.err" ] || tail -20 "$world/run.err" >&2
  exit 1
}

poll_interval=0.01  # seconds between two looks of await

# await SECONDS COMMAND..: until the command succeeds; fails when it does not in time.
await() {
  local deadline=$((SECONDS + $1 + 1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep "$poll_interval"
  done
}

# start_simulator [serve options]: listens on a free port and keeps a ledger. It knows the
# credential of the configuration, and those of the lines in $more_credentials.
start_simulator() {
  printf 'main SKtest %s\n%s' "secret-of-the-test" "${more_credentials-}" >"$world/credentials"
  printf 'SKtest\n' >"$world/username"
  printf 'secret-of-the-test\n' >"$world/password"
  chmod 600 "$world/credentials" "$world/username" "$world/password"
  simulator_options=("$@")
  serve_on 0
}

# serve_on PORT: with the options, the certificate and the ledger of the start.
serve_on() {
  rm -f "$world/port"
  "$SIMULATOR" serve --port "$1" --port-file "$world/port" --ca-out "$world/ca.pem" \
    --identity-file "$world/identity.pem" --credentials-file "$world/credentials" \
    --ledger "$world/ledger.ndjson" --stats "$world/stats.json" "${simulator_options[@]}" &
  simulator_pid=$!
  await 10 simulator_listens || fail "the simulator did not listen within 10 s"
}

simulator_listens() {
  kill -0 "$simulator_pid" 2>/dev/null || fail "the simulator did not start"
  [ -s "$world/port" ]
}

# stop_simulator: its counters are then in $world/stats.json.
stop_simulator() {
  kill "$simulator_pid"
  wait "$simulator_pid" || true
  simulator_pid=""
}

# kill_simulator: at once, in the middle of whatever it does; serve_on starts it again.
kill_simulator() {
  kill -9 "$simulator_pid"
  wait "$simulator_pid" 2>/dev/null || true
  simulator_pid=""
}

ledger_count() {
  if [ -e "$world/ledger.ndjson" ]; then wc -l <"$world/ledger.ndjson"; else echo 0; fi
}

ledger_reaches() {
  [ "$(ledger_count)" -ge "$1" ]
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
response = "5s"
[ambiguous]
policy = "$2"
resend_after = "5s"
TOML
}

# configure SECTION LINE: one more line in that section.
configure() {
  grep -qxF "[$1]" "$world/dispatcher.toml" || echo "[$1]" >>"$world/dispatcher.toml"
  sed -i "s/^\[$1\]\$/&\n$2/" "$world/dispatcher.toml"
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

# make_messages_to PARTICIPANT COUNT ID: of one Service, to one participant (a number), ids ID-1 ..
make_messages_to() {
  awk -v participant="$1" -v count="$2" -v id="$3" 'BEGIN {
    for (i = 1; i <= count; ++i) {
      printf "{\"id\":\"%s-%d\",\"service\":\"KS%032x\",\"session\":\"KC%032x\",", id, i, 1, 1
      printf "\"participant\":\"KP%032x\",\"body\":\"Step %d of ride %s\"}\n", participant, i, id
    }
  }'
}

submit_messages() {
  "$DISPATCHER" submit --config "$world/dispatcher.toml" "$world/messages.ndjson" \
    2>"$world/submit.err" || fail "submit: $(cat "$world/submit.err")"
}

# start_dispatcher [run options]: in the background, until its spool is open.
start_dispatcher() {
  rm -f "$world/run.err"  # what the run before it said
  "$DISPATCHER" run --config "$world/dispatcher.toml" --json "$@" \
    >"$world/run.json" 2>"$world/run.err" &
  dispatcher_pid=$!
  await 60 dispatcher_works || fail "the daemon did not start within 60 s"
}

dispatcher_works() {
  grep -qs "may be in doubt" "$world/run.err" && return
  kill -0 "$dispatcher_pid" 2>/dev/null || fail "the daemon did not start"
  return 1
}

dispatcher_ended() {
  ! kill -0 "$dispatcher_pid" 2>/dev/null
}

kill_dispatcher() {
  kill -9 "$dispatcher_pid" 2>/dev/null || fail "the daemon ended before it could be killed"
  wait "$dispatcher_pid" 2>/dev/null || true
  dispatcher_pid=""
}

# await_dispatcher [STATUS_MAX]: it ends by itself, in time; 1 says that something was not sent.
await_dispatcher() {
  local status=0
  await 240 dispatcher_ended || fail "the daemon did not end within 240 s"
  wait "$dispatcher_pid" || status=$?
  dispatcher_pid=""
  [ "$status" -le "${1:-1}" ] || fail "the run ended with $status"
}

collect_outcomes() {
  "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --json >"$world/outcomes.ndjson"
  "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --open --json >"$world/open.ndjson"
}

# compare [audit options]: what was handed in with the ledger and the outcomes, into audit.json.
compare() {
  "$SIMULATOR" audit --submissions "$world/messages.ndjson" --ledger "$world/ledger.ndjson" \
    --outcomes "$world/outcomes.ndjson" --outcomes "$world/open.ndjson" --json "$@" \
    >"$world/audit.json"
}

# audit [audit options]: compare, and nothing may be wrong.
audit() {
  compare "$@" || { cat "$world/audit.json" >&2; fail "the audit"; }
  cat "$world/audit.json"
}

# us(KEY) in an awk program: of a time in a JSON line, the microseconds of its day.
# shellcheck disable=SC2016  # the dollar is of awk
us_of_day='function us(key,  at) {
  at = substr($0, index($0, "\"" key "\":\"") + length(key) + 4)
  at = substr(at, index(at, "T") + 1)
  return ((substr(at, 1, 2) * 60 + substr(at, 4, 2)) * 60 + substr(at, 7) + 0) * 1000000
}'

# delays_us PREFIX: of each message whose id begins so, from its acceptance to its first byte on the
# wire, ascending.
delays_us() {
  "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --json | awk -v prefix="$1" "$us_of_day"'
    index($0, "\"id\":\"" prefix) {
      took = us("first_written_at") - us("accepted_at")
      print took < 0 ? took + 86400000000 : took
    }' | sort -n
}

# figure FILE KEY: a number out of a flat JSON object; 0 when it is not there.
figure() {
  local number
  number=$(sed -n "s/.*\"$2\":\([0-9.]*\).*/\1/p" "$1")
  echo "${number:-0}"
}
