#!/usr/bin/env bash
# power_cut_test.sh DURABILITY CUTS SEED: the drain of 20,000 messages is cut off CUTS times in the
# way a power cut does it: from one moment on the daemon stands still, and the file system of the
# spool, an ext4 in a file, takes nothing, not even what its own log has gathered. What was synced
# is there when it is mounted again, and perhaps some of the rest. One batch is acknowledged just
# before each cut, one is being handed in at it. Then, with `power`, every acknowledged message is
# in the provider's ledger or recorded as held, and none is there twice; with `process`, none is
# lost.
# Needs root, for the mount.
set -euo pipefail
durability=$1 cuts=$2 seed=${3:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
[ "$(id -u)" -eq 0 ] || { echo "skipped: mounting a file system needs root"; exit 77; }
messages=20000 batch=100
echo "durability $durability, $cuts cuts, seed $seed"
RANDOM=$seed

mkdir "$world/disk"
truncate -s 512M "$world/disk.image"
mkfs.ext4 -q "$world/disk.image"
mount_disk() { mount -o loop "$world/disk.image" "$world/disk"; }
mount_disk 2>"$world/mount.err" ||
  { echo "skipped: no loop mount: $(cat "$world/mount.err")"; exit 77; }
leave_disk() {
  drop_dispatcher
  umount "$world/disk" 2>/dev/null || true
  end_world
}
trap leave_disk EXIT

# drop_dispatcher: it may have ended by itself when its disk went.
drop_dispatcher() {
  [ -n "$dispatcher_pid" ] || return 0
  kill -9 "$dispatcher_pid" 2>/dev/null || true
  wait "$dispatcher_pid" 2>/dev/null || true
  dispatcher_pid=""
}

submit() {
  "$DISPATCHER" submit --config "$world/dispatcher.toml" "$1" >/dev/null 2>"$world/submit.err"
}

# reaches MOMENT: so many were sent, or all that is left is held: with `process` a cut may put every
# open message in doubt.
reaches() {
  ledger_reaches "$1" && return 0
  [ "$durability" = process ] || return 1
  "$DISPATCHER" status --config "$world/dispatcher.toml" --json >"$world/status.json" 2>&1 &&
    [ "$(figure "$world/status.json" backlog)" -eq "$(figure "$world/status.json" held)" ]
}

in_doubt_counts=()
note_doubt() {
  in_doubt_counts+=("$(sed -n 's/.* \([0-9]*\) may be in doubt.*/\1/p' "$world/run.err")")
}

# cut_power: in the middle of whatever goes on. The daemon is stopped first: a sync that is under
# way when the file system goes is told to have succeeded, although nothing may have come of it,
# and would let requests leave; without power nobody would hear of it.
cut_power() {
  local status=0
  kill -STOP "$dispatcher_pid"
  "$SHUT_DOWN_FILESYSTEM" "$world/disk" 2>"$world/cut.err" || status=$?
  [ "$status" -ne 77 ] || { echo "skipped: $(cat "$world/cut.err")"; exit 77; }
  [ "$status" -eq 0 ] || fail "$(cat "$world/cut.err")"
  drop_dispatcher
}

start_simulator --rate 0 --in-flight-max 0 --seed "$seed" --latency "median=15ms,jitter=5ms"
write_config "$durability" hold 0 32
sed -i 's|^directory = .*|directory = "disk/spool"\nreserve = "16MiB"|' "$world/dispatcher.toml"
configure limits 'window = "1s"'  # how long a lane rests after each start is made of it
make_messages "$messages" 100
at_cuts=$((2 * batch * cuts))
[ "$at_cuts" -lt "$messages" ] || fail "too many cuts for $messages messages"
head -n $((messages - at_cuts)) "$world/messages.ndjson" >"$world/first.ndjson"
tail -n "$at_cuts" "$world/messages.ndjson" |
  split -d -a 4 -l "$batch" - "$world/batch."
submit "$world/first.ndjson" || fail "submit: $(cat "$world/submit.err")"

# What is held never comes into the ledger: the last moment lies before that can matter.
acknowledged_at_cut=0 part=$(((messages - at_cuts) * 9 / 10 / cuts))
for cut in $(seq 1 "$cuts"); do
  before=$world/batch.$(printf '%04d' $((2 * cut - 2)))
  during=$world/batch.$(printf '%04d' $((2 * cut - 1)))
  start_dispatcher
  note_doubt
  moment=$(((cut - 1) * part + (RANDOM * 32768 + RANDOM) % part))
  await 150 reaches "$moment" || fail "no $moment messages were sent within 150 s"
  submit "$before" || fail "submit: $(cat "$world/submit.err")"
  submit "$during" &
  submit_pid=$!
  sleep "0.$((RANDOM % 3))$((RANDOM % 10))"  # so that some cuts come after its acknowledgement
  cut_power
  status=0
  wait "$submit_pid" || status=$?
  umount "$world/disk"
  mount_disk || fail "the disk cannot be mounted again"
  if [ "$status" -eq 0 ]; then
    acknowledged_at_cut=$((acknowledged_at_cut + 1))
  else
    submit "$during" || fail "submit after the cut: $(cat "$world/submit.err")"
  fi
done

start_dispatcher --until-empty
note_doubt
await_dispatcher
collect_outcomes
stop_simulator
echo "in doubt at each start: ${in_doubt_counts[*]}"
echo "$acknowledged_at_cut of $cuts batches were acknowledged while the power was cut"
echo "held $(wc -l <"$world/open.ndjson"); the last run: $(cat "$world/run.json")"

if [ "$durability" = power ]; then
  audit
else
  compare || cat "$world/audit.json"  # a text sent twice is possible here
  [ "$(figure "$world/audit.json" lost)" -eq 0 ] || fail "lost"
fi
[ $(($(wc -l <"$world/outcomes.ndjson") + $(wc -l <"$world/open.ndjson"))) -eq "$messages" ] ||
  fail "not every message has one outcome or is held"
echo "passed"
