#!/usr/bin/env bash
# damage_test.sh [PLACES] [SEED]: makes a spool in the middle of a drain (messages waiting, due,
# held, in doubt, settled; several tables and a log; its daemon killed), damages copies of it, each
# in one of PLACES places, of all of its files: a flipped bit, 16 zero bytes, or a cut. The daemon
# starts, or refuses and names the repair command, which is then run, and starts. It ends by itself;
# nothing is in the ledger twice; each message has an outcome, is held, or is among the lost that
# were counted.
set -euo pipefail
places=${1:-25} seed=${2:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
messages=900
echo "$places places, seed $seed"
RANDOM=$seed

start_simulator --rate 0 --in-flight-max 0 --seed "$seed" --latency "median=10ms,jitter=4ms"
write_config power hold 0 16
configure limits 'window = "1s"'
due_at=$(date -u -d '+25 seconds' +%Y-%m-%dT%H:%M:%SZ)
make_messages "$messages" 12
sed -i "1,\$s/}\$/&/; 0~30s/}\$/,\"not_before\":\"$due_at\"}/" "$world/messages.ndjson"
split -n l/3 "$world/messages.ndjson" "$world/part-"

# Each start makes tables of the log before it.
for part in "$world"/part-*; do
  "$DISPATCHER" submit --config "$world/dispatcher.toml" "$part" 2>"$world/submit.err" ||
    fail "submit: $(cat "$world/submit.err")"
  before=$(ledger_count)
  start_dispatcher
  await 150 ledger_reaches $((before + 60 + RANDOM % 60)) || fail "nothing was sent within 150 s"
  kill_dispatcher
done
sleep 0.5  # what was on its way when the daemon died
mv "$world/spool" "$world/sound"
cp "$world/ledger.ndjson" "$world/sound.ledger"
rm -f "$world/sound/LOCK"
mapfile -t files < <(cd "$world/sound" && find . -maxdepth 1 -type f -size +0 -printf '%f\n' |
  grep -v -e '^owner$' -e control.socket | sort)
# Most of what is new stands in the log, and tables are many: it takes every third turn.
log=$(printf '%s\n' "${files[@]}" | grep '\.log$' | tail -1)
grep -o '"id":"[^"]*"' "$world/messages.ndjson" | sort >"$world/ids"
while [ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \< "$due_at" ]; do sleep 0.2; done

random() { echo $(((RANDOM * 32768 + RANDOM) % $1)); }

# damage FILE KIND: what it did is in $what.
damage() {
  local size at byte
  size=$(stat -c %s "$1")
  at=$(random "$size")
  case $2 in
    flip)
      byte=$(od -An -tu1 -j "$at" -N 1 "$1")
      # shellcheck disable=SC2059
      printf "\\x$(printf %02x $((byte ^ (1 << (RANDOM % 8)))))" |
        dd of="$1" bs=1 seek="$at" conv=notrunc status=none
      ;;
    zero)
      at=$((at > size - 16 ? (size > 16 ? size - 16 : 0) : at))
      dd if=/dev/zero of="$1" bs=1 seek="$at" count=$((size < 16 ? size : 16)) conv=notrunc \
        status=none
      ;;
    cut) truncate -s "$at" "$1" ;;
  esac
  what="$2 at $at of $size bytes of $(basename "$1")"
}

# repair MESSAGES: with the command that is named there.
repair() {
  local command
  command=$(sed -n 's/.*to repair it: dispatcher //p' "$1" | tail -1)
  [ -n "$command" ] || fail "$what: refused without a repair command: $(cat "$1")"
  # shellcheck disable=SC2086
  "$DISPATCHER" $command >"$world/repair.out" 2>&1 || {
    cat "$world/repair.out" >&2
    fail "$what: the repair failed"
  }
  cat "$world/repair.out" >>"$world/told"
  way=repaired
}

# drain: until the daemon ends, with a repair where it asks for one; how that went is in $way.
drain() {
  local round status
  for round in 1 2 3 4; do
    status=0
    timeout 60 "$DISPATCHER" run --config "$world/dispatcher.toml" --until-empty --json \
      >"$world/run.json" 2>"$world/run.err" || status=$?
    cat "$world/run.err" >>"$world/told"
    [ "$status" -gt 1 ] || return 0
    [ "$status" -eq 74 ] || fail "$what: the daemon ended with $status"
    repair "$world/run.err"
  done
  fail "$what: it does not start after $round repairs"
}

outcomes_are_read() {
  "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --json \
    >"$world/outcomes.ndjson" 2>"$world/outcomes.err" &&
    "$DISPATCHER" outcomes --config "$world/dispatcher.toml" --open --json \
      >"$world/open.ndjson" 2>"$world/outcomes.err"
}

judge() {
  local twice missing lost
  twice=$(grep -o '"body_sha256":"[^"]*"' "$world/ledger.ndjson" | sort | uniq -d | wc -l)
  [ "$twice" -eq 0 ] || {
    cat "$world/told" >&2
    fail "$what: $twice texts were sent twice"
  }
  if ! outcomes_are_read; then  # a part that no start had to read
    repair "$world/outcomes.err"
    drain
    outcomes_are_read || fail "$what: the outcomes cannot be read"
  fi
  grep -oh '"id":"[^"]*"' "$world/outcomes.ndjson" "$world/open.ndjson" | sort -u >"$world/known"
  missing=$(comm -23 "$world/ids" "$world/known" | wc -l)
  lost=$(sed -n 's/.*[^0-9]\([0-9]*\) accepted messages are lost.*/\1/p' "$world/told" |
    sort -n | tail -1)
  [ "$missing" -le "${lost:-0}" ] || {
    cat "$world/told" >&2
    fail "$what: $missing messages are missing, ${lost:-0} were told as lost"
  }
  all_missing=$((all_missing + missing))
  all_held=$((all_held + $(wc -l <"$world/open.ndjson")))
  all_ended_lost=$((all_ended_lost +
    $(grep -c '"outcome":"lost"' "$world/outcomes.ndjson" || true)))
}

declare -A count
all_missing=0 all_held=0 all_ended_lost=0
kinds=(flip zero cut)
for place in $(seq 1 "$places"); do
  rm -rf "$world/spool" "$world/told"
  cp -a "$world/sound" "$world/spool"
  cat "$world/sound.ledger" >"$world/ledger.ndjson"  # the simulator appends to it
  kind=${kinds[place % 3]}
  file=${files[(place / 3 + seed) % ${#files[@]}]}
  [ $((place / 3 % 3)) -ne 0 ] || file=$log
  damage "$world/spool/$file" "$kind"
  way=started
  drain
  judge
  count[$kind $way]=$((${count[$kind $way]:-0} + 1))
  [ -z "${VERBOSE:-}" ] || echo "$what: $way; held $(wc -l <"$world/open.ndjson")"
done
for kind in "${kinds[@]}"; do
  echo "$kind: ${count[$kind started]:-0} started, ${count[$kind repaired]:-0} refused and repaired"
done
echo "$places ended; $all_held held, $all_ended_lost lost by id, $all_missing lost by count"
echo "passed"
