#!/bin/bash
# What one request costs the simulator, beside nginx, by turns: wrk with 64 connections and one
# prebuilt POST.
# Usage: bench/simulator/measure.sh PATH/TO/proxy-simulator [ROUNDS [SECONDS]]
set -euo pipefail
simulator=$(realpath "$1")
rounds=${2:-3}
seconds=${3:-8}
source_directory=$(realpath "$(dirname "$0")/..")
directory=$(mktemp -d)
cd "$directory"
started=()
clean_up() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$directory"
}
trap clean_up EXIT

printf 'main ACmeasure secret\n' > credentials
cat > post.lua <<LUA
wrk.method = "POST"
wrk.body = "Body=Your+driver+is+here.+Look+for+a+blue+car+with+the+number+1234" ..
           "+at+the+north+gate.+Reply+STOP+to+end."
wrk.headers["Authorization"] = "Basic $(printf 'ACmeasure:secret' | base64)"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept"] = "application/json"
LUA
digits() { printf "$1%.0s" {1..32}; }
path=/v1/Services/KS$(digits a)/Sessions/KC$(digits b)/Participants/KP$(digits c)
path+=/MessageInteractions

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -keyout leaf.key -out leaf.pem 2>/dev/null
nginx_port=$((20000 + RANDOM % 10000))  # nginx cannot say which free port it took
sed "s#DIRECTORY#$directory#; s#PORT#$nginx_port#" "$source_directory/nginx.conf.in" > nginx.conf
taskset -c 0 nginx -e "$directory/nginx.log" -c "$directory/nginx.conf" &
started+=($!)
master=$!
serve() { # NAME, more options
  taskset -c 0 "$simulator" serve --credentials-file credentials --port-file "$1.port" --rate 0 \
    --in-flight-max 0 --stats "$1.stats" "${@:2}" 2>/dev/null &
  started+=($!)
  server=$!
}
serve plain
plain=$server
serve ledger --ledger ledger
ledger=$server
for ((wait = 0; wait < 100; ++wait)); do
  if [ -s plain.port ] && [ -s ledger.port ] && pgrep -P "$master" >/dev/null; then break; fi
  kill -0 "$master" 2>/dev/null || { cat nginx.log >&2; exit 1; }
  sleep 0.1
done
worker=$(pgrep -P "$master" | head -1)

cpu_ms() { awk -v tick="$(getconf CLK_TCK)" '{print ($14 + $15) * 1000 / tick}' "/proc/$1/stat"; }
measure() { # NAME PID PORT
  local before after report
  before=$(cpu_ms "$2")
  report=$(taskset -c 1 wrk -t1 -c64 -d"${seconds}s" -s post.lua "https://127.0.0.1:$3$path")
  after=$(cpu_ms "$2")
  awk -v name="$1" -v before="$before" -v after="$after" '
    /requests in/ {count = $1} /Requests\/sec/ {rate = $2} /Non-2xx|Socket errors/ {bad = $0}
    END {cost = (after - before) * 1000 / count
      printf "%-8s %8d requests %8.0f/s %6.2f us CPU each %s\n", name, count, rate, cost, bad}' \
    <<< "$report"
}
for ((round = 0; round < rounds; ++round)); do
  measure nginx "$worker" "$nginx_port"
  measure plain "$plain" "$(cat plain.port)"
  measure ledger "$ledger" "$(cat ledger.port)"
done
