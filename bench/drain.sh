#!/usr/bin/env bash
# What one message costs the dispatcher, the whole process with its spool, beside wrk with the same
# POST against the same nginx, by turns. CPU is user and system time of the process measured.
# Usage: bench/drain.sh [MESSAGES [ROUNDS [CONNECTIONS]]]    (100,000, 3, 64)
set -euo pipefail
messages=${1:-100000} rounds=${2:-3} connections=${3:-64}
here=$(cd "$(dirname "$0")" && pwd)
dispatcher=${DISPATCHER:-$here/../build/release/dispatcher}
directory=$(mktemp -d)
cd "$directory"
nginx_pid=""
clean_up() {
  [ -z "$nginx_pid" ] || { kill "$nginx_pid" 2>/dev/null && wait "$nginx_pid" 2>/dev/null; } || true
  rm -rf "$directory"
}
trap clean_up EXIT
for program in nginx wrk openssl; do
  command -v "$program" >/dev/null && continue
  echo "$program is missing: apt-get install $program" >&2
  exit 69
done

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout leaf.key -out leaf.pem 2>/dev/null
for port in 18450 18451 18452 18453 ""; do
  [ -n "$port" ] || { echo "no free port for nginx" >&2; exit 69; }
  sed "s#DIRECTORY#$directory#; s#PORT#$port#" "$here/nginx.conf.in" >nginx.conf
  nginx -e "$directory/nginx.log" -c "$directory/nginx.conf" &
  nginx_pid=$!
  for _ in $(seq 50); do
    sleep 0.1
    openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1 && break 2
    kill -0 "$nginx_pid" 2>/dev/null || break
  done
done

printf 'ACmeasure\n' >username
printf 'secret\n' >password
chmod 600 username password
text="Your driver is here. Look for a blue car with the number 1234 at the north gate. Reply STOP"
awk -v count="$messages" -v text="$text" 'BEGIN { for (i = 1; i <= count; ++i)
  printf "{\"service\":\"KS%032x\",\"session\":\"KC%032x\",\"participant\":\"KP%032x\"," \
         "\"body\":\"%s %08d\"}\n", i % 200 + 1, i, i, text, i }' >messages.ndjson
cat >post.lua <<LUA
wrk.method = "POST"
wrk.body = "Body=$(tr ' ' '+' <<<"$text")+00000001"
wrk.headers["Authorization"] = "Basic $(printf 'ACmeasure:secret' | base64)"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept"] = "application/json"
LUA
zeros=$(printf '0%.0s' {1..31})
path=/v1/Services/KS${zeros}1/Sessions/KC${zeros}1/Participants/KP${zeros}1/MessageInteractions

drain() { # DURABILITY
  rm -rf spool
  cat >config.toml <<TOML
[spool]
directory = "spool"
durability = "$1"
[[account]]
name = "main"
base_url = "https://localhost:$port"
ca_file = "leaf.pem"
username_file = "username"
password_file = "password"
services = ["*"]
in_flight_max = 10000
[limits]
requests_per_second = 0
[connections]
max = $connections
TOML
  "$dispatcher" submit --config config.toml --batch bench messages.ndjson >/dev/null 2>&1
  "$dispatcher" run --config config.toml --until-empty --json >run.json 2>run.log ||
    { cat run.log; exit 1; }
  figure() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" run.json; }
  awk -v d="$1" -v n="$(figure sent)" -v w="$(figure wall_s)" \
    -v c="$(figure cpu_s)" -v m="$(figure rss_max_bytes)" \
    -v o="$(figure connections_opened)" 'BEGIN {
      printf "%-20s %8d messages %8.0f/s %6.1f us CPU each, %5.0f MiB, %d connections\n",
             "dispatcher " d, n, n / w, c * 1e6 / n, m / 1048576, o }'
}
yardstick() {
  local seconds=6
  command time -f '%U %S' -o wrk.time wrk -t1 -c"$connections" -d${seconds}s -s post.lua \
    "https://localhost:$port$path" >wrk.out
  awk '/requests in/ { n = $1 } /Requests\/sec/ { rate = $2 } /Non-2xx|Socket errors/ { bad = $0 }
    FNR < NR { cpu = $1 + $2 }
    END { printf "%-20s %8d requests %8.0f/s %6.1f us CPU each %s\n",
                 "wrk", n, rate, cpu * 1e6 / n, bad }' wrk.out wrk.time
}
for _ in $(seq "$rounds"); do
  yardstick
  drain process
  drain power
done
