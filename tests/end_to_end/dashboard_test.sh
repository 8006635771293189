#!/usr/bin/env bash
# dashboard_test.sh: a real Prometheus scrapes a working daemon; every query of the dashboard then
# has data, every alert can be evaluated, and none fires.
set -euo pipefail
for tool in prometheus promtool python3 curl; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
here=$(cd "$(dirname "$0")" && pwd)
deploy=$here/../../deploy
. "$here/world.sh"

helpers=()
end_helpers() {
  local pid
  for pid in "${helpers[@]}"; do
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  end_world
}
trap end_helpers EXIT

promtool check config --syntax-only "$deploy/prometheus/scrape.yml" >"$world/check.out" 2>&1 ||
  fail "scrape.yml: $(cat "$world/check.out")"

# Slow enough that there is a backlog all the while.
start_simulator --rate 0 --in-flight-max 0 --latency "median=15ms,jitter=5ms"
write_config process reconcile 4 16
sed -i 's/^resend_after = .*//' "$world/dispatcher.toml"
(umask 077 && openssl rand -hex 32 >"$world/token")
printf '[http]\nlisten = "127.0.0.1:0"\ntoken_file = "token"\n' >>"$world/dispatcher.toml"
make_messages 10000 25
start_dispatcher
submit_messages

address() { sed -n 's/.*HTTP on \([0-9.:]*\),.*/\1/p' "$world/run.err" | tail -n 1; }
door_is_open() { [ -n "$(address)" ]; }
await 10 door_is_open || fail "the daemon does not listen on TCP"

cat >"$world/prometheus.yml" <<YML
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: ["$(realpath "$deploy/prometheus/alerts.yml")"]
scrape_configs:
  - job_name: dispatcher
    authorization: {credentials_file: "$world/token"}
    static_configs: [{targets: ["$(address)"]}]
YML
prometheus --config.file="$world/prometheus.yml" --storage.tsdb.path="$world/tsdb" \
  --web.listen-address=127.0.0.1:0 --log.level=info >"$world/prometheus.log" 2>&1 &
helpers+=($!)
prometheus_port() {
  sed -n 's/.*msg="Listening on" address=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$world/prometheus.log"
}
prometheus_listens() { [ -n "$(prometheus_port)" ]; }
await 20 prometheus_listens || fail "Prometheus does not listen: $(tail -5 "$world/prometheus.log")"
ready() { curl -sf --max-time 2 "http://127.0.0.1:$(prometheus_port)/-/ready" >/dev/null; }
await 20 ready || fail "Prometheus is not ready: $(tail -5 "$world/prometheus.log")"
python3 -B "$here/dashboard_queries.py" "http://127.0.0.1:$(prometheus_port)" "$deploy" ||
  fail "the dashboard or an alert"
