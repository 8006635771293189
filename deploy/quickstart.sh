#!/usr/bin/env bash
# The main job, start to end: builds, starts a stand-in for the provider with its limits on, submits
# 10,000 messages over 40 Services, sends them, and checks every one against what the stand-in says
# it processed. Ends 0 only with 10,000 sent, 0 lost, 0 duplicate and 0 answers 429.
# Usage: quickstart.sh [--no-limit]    --no-limit takes the limits away and shows the engine.
# Needs nothing but this directory; leaves nothing behind but build/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

messages=10000
limits=(--rate 30 --window 5s --in-flight-max 100 --latency 80ms)
requests_per_second=30
in_flight_max=100
case "${1-}" in
  "") ;;
  --no-limit)
    limits=(--rate 0 --in-flight-max 0 --latency 0)
    requests_per_second=0
    in_flight_max=10000
    ;;
  *)
    echo "quickstart: unknown argument '$1'; the only one is --no-limit" >&2
    exit 64
    ;;
esac

say() { echo "quickstart: $*" >&2; }

deploy/install-packages.sh >&2
say "building"
cmake --preset release >&2
cmake --build --preset release --target dispatcher proxy-simulator >&2
dispatcher=$PWD/build/release/dispatcher
simulator=$PWD/build/release/proxy-simulator

work=$(mktemp -d)
simulator_pid=""
dispatcher_pid=""
clean_up() {
  local pid
  for pid in $dispatcher_pid $simulator_pid; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

fail() {
  say "FAILED: $*"
  exit 1
}

# number FILE KEY: a figure out of one flat JSON object.
number() {
  local value
  value=$(sed -n "s/.*\"$2\": *\([0-9.]*\).*/\1/p" "$1" | head -n 1)
  [[ -n $value ]] || fail "$1 has no figure '$2'"
  echo "$value"
}

secret=$(openssl rand -hex 16)
umask 077
echo "main SKquickstart $secret" >credentials
echo SKquickstart >username
echo "$secret" >password

say "starting the stand-in for the provider: ${limits[*]}"
"$simulator" serve --port 0 --port-file port --ca-out ca.pem --credentials-file credentials \
  --ledger ledger.ndjson --stats stats.json "${limits[@]}" &
simulator_pid=$!
for ((tries = 0; tries < 500; ++tries)); do
  [[ ! -s port ]] || break
  kill -0 "$simulator_pid" 2>/dev/null || fail "the stand-in did not start"
  sleep 0.02
done
[[ -s port ]] || fail "the stand-in does not listen"

# 40 Services with unequal shares: four busy ones of 320 messages, which at 30 a second take about
# ten seconds, and 36 of 242 or 243. Two participants a session, some ten messages a session.
awk -v count="$messages" 'BEGIN {
  for (s = 1; s <= 40; ++s) left[s] = s <= 4 ? 320 : s <= 12 ? 243 : 242
  for (i = 1; i <= count; ++i) {
    do s = s % 40 + 1; while (left[s] == 0)
    sent = --left[s]
    session = s * 1000 + int(sent / 10)
    printf "{\"id\":\"ride-%d\",\"service\":\"KS%032x\",\"session\":\"KC%032x\",", i, s, session
    printf "\"participant\":\"KP%032x\",", session * 2 + sent % 2
    printf "\"body\":\"Your driver for ride %d is here\"}\n", i
  }
}' >messages.ndjson

cat >dispatcher.toml <<TOML
[spool]
directory = "spool"

[[account]]
name = "main"
base_url = "https://localhost:$(cat port)"
ca_file = "ca.pem"
username_file = "username"
password_file = "password"
services = ["*"]
in_flight_max = $in_flight_max

[limits]
requests_per_second = $requests_per_second
window = "5s"

[connections]
max = 100

[log]
level = "warning"
TOML

"$dispatcher" check-config --config dispatcher.toml >/dev/null || fail "its own configuration"
say "submitting $messages messages"
"$dispatcher" submit --config dispatcher.toml --json messages.ndjson >submitted.json ||
  fail "submit ended with status $?"
say "sending"
run_status=0
"$dispatcher" run --config dispatcher.toml --until-empty --json >run.json &
dispatcher_pid=$!
wait "$dispatcher_pid" || run_status=$?
dispatcher_pid=""
"$dispatcher" outcomes --config dispatcher.toml --json >outcomes.ndjson ||
  fail "outcomes ended with status $?"
"$dispatcher" outcomes --config dispatcher.toml --open --json >open.ndjson ||
  fail "outcomes --open ended with status $?"

kill "$simulator_pid"
wait "$simulator_pid" || true
simulator_pid=""

audit_status=0
"$simulator" audit --submissions messages.ndjson --ledger ledger.ndjson --outcomes outcomes.ndjson \
  --outcomes open.ndjson --check-order --json >audit.json || audit_status=$?

accepted=$(number submitted.json accepted)
sent=$(number run.json sent)
lost=$(number audit.json lost)
duplicate=$(number audit.json duplicates)
answers_429=$(number stats.json answers_429)
attempts=$(number run.json attempts)
connections=$(number run.json connections_opened)
wall_s=$(number run.json wall_s)
cpu_s=$(number run.json cpu_s)
rss_max_bytes=$(number run.json rss_max_bytes)
per_second=$(awk "BEGIN { printf \"%.0f\", $sent / $wall_s }")
cpu_us=$(awk "BEGIN { if ($sent) printf \"%.0f\", $cpu_s * 1e6 / $sent; else print \"-\" }")

echo
printf '%-28s %10s\n' \
  "accepted" "$accepted" \
  "sent" "$sent" \
  "lost" "$lost" \
  "duplicate" "$duplicate" \
  "answers 429" "$answers_429" \
  "attempts" "$attempts" \
  "TLS connections" "$connections" \
  "seconds" "$wall_s" \
  "messages per second" "$per_second" \
  "processor us per message" "$cpu_us" \
  "peak memory, MiB" "$((rss_max_bytes >> 20))"
echo

[[ $run_status -eq 0 ]] || fail "run ended with status $run_status"
[[ $accepted -eq $messages && $sent -eq $messages ]] || fail "not all $messages were sent"
[[ $lost -eq 0 && $duplicate -eq 0 && $audit_status -eq 0 ]] ||
  fail "the audit found something: $(cat audit.json)"
[[ $answers_429 -eq 0 ]] || fail "the limit was met $answers_429 times"
say "good: $messages sent, 0 lost, 0 duplicate, 0 answers 429"
