#!/usr/bin/env bash
# order_test.sh SEED: 1,000 messages to one participant arrive in order, each once, while a fifth
# of the answers is 429, 5 % of the connects are refused or cut within the TLS handshake, and the
# server closes 5 % of the connections 20 ms after an answer while they are unused. The first wait
# after a 429 is longer than that, so what is sent next would be sent into the closed connection.
set -euo pipefail
seed=${1:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
messages=1000
echo "seed $seed"

start_simulator --rate 0 --seed "$seed" --latency 5ms --fault 429=0.2 \
  --refuse-connects 0.025 --cut-handshakes 0.025 --close-idle 0.05,20ms
write_config power resend 0 4
configure retry 'base = "30ms"'
configure connections 'age_max = "1s"'  # many connects, for the 5 % to strike
make_messages_to 1 "$messages" ride >"$world/messages.ndjson"
submit_messages

began=$(date +%s%N)
start_dispatcher --until-empty
await_dispatcher 0
took_ms=$((($(date +%s%N) - began) / 1000000))
collect_outcomes
stop_simulator
echo "$took_ms ms: $(cat "$world/run.json")"
cat "$world/stats.json"
audit --check-order

[ "$(figure "$world/audit.json" sent)" -eq "$messages" ] || fail "not all were sent"
[ "$(figure "$world/audit.json" in_ledger_once)" -eq "$messages" ] ||
  fail "not every message is in the ledger once"
for fault in 429 close-idle; do
  [ "$(figure "$world/stats.json" "$fault")" -gt 0 ] || fail "$fault never struck: nothing is shown"
done
struck=$(($(figure "$world/stats.json" refuse-connect) + \
  $(figure "$world/stats.json" cut-handshake)))
[ "$struck" -gt 0 ] || fail "no connect failed: nothing is shown"
echo "passed"
