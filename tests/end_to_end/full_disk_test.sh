#!/usr/bin/env bash
# full_disk_test.sh SEED: the disk of the spool fills up at random moments of a drain of 120,000
# messages. The daemon says so, refuses submissions, and goes on by itself once there is space; so
# does one that is killed (kill -9) and started again while the disk is full. Nothing is lost, and
# only what the kill left in doubt is held. Needs root, for a small tmpfs.
set -euo pipefail
seed=${1:-$RANDOM}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
[ "$(id -u)" -eq 0 ] || { echo "skipped: mounting a tmpfs needs root"; exit 77; }
messages=120000 rounds=1
echo "seed $seed"
RANDOM=$seed

mkdir "$world/disk"
mount -t tmpfs -o size=192m tmpfs "$world/disk" ||
  { echo "skipped: no tmpfs can be mounted here"; exit 77; }
leave_disk() {
  if [ -n "$dispatcher_pid" ]; then
    kill -9 "$dispatcher_pid" 2>/dev/null || true
    wait "$dispatcher_pid" 2>/dev/null || true
    dispatcher_pid=""
  fi
  umount "$world/disk" || true
  end_world
}
trap leave_disk EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }
fill_disk() {
  dd if=/dev/zero of="$world/disk/ballast" oflag=append conv=notrunc bs=64k 2>/dev/null || true
  dd if=/dev/zero of="$world/disk/crumbs" oflag=append conv=notrunc bs=1k 2>/dev/null || true
}
free_disk() { rm "$world/disk/ballast" "$world/disk/crumbs"; }
# The log of the spool has space of its own: it goes on for some ten thousand messages.
says_low() { [ "$(grep -c "disk of the spool has less" "$world/run.err")" -ge "$1" ]; }
says_full() { [ "$(grep -c "disk of the spool is full" "$world/run.err")" -ge "$1" ]; }

start_simulator --rate 0 --in-flight-max 0 --seed "$seed" --latency "median=6ms,jitter=2ms"
write_config power hold 0 32
sed -i 's|^directory = .*|directory = "disk/spool"\nreserve = "16MiB"|' "$world/dispatcher.toml"
configure limits 'window = "1s"'
make_messages "$messages" 100
submit_messages
head -1 "$world/messages.ndjson" | sed 's/"m-1"/"late-1"/' >"$world/one.ndjson"

start_dispatcher
spread=4000 apart=35000
for round in $(seq 1 "$rounds"); do
  await 60 ledger_reaches $(((round - 1) * apart + RANDOM % spread)) || fail "nothing is sent"
  fill_disk
  filled_ms=$(now_ms)
  await 20 says_low "$round" || fail "the daemon does not say that the disk gets full"
  said_ms=$(($(now_ms) - filled_ms))
  await 20 says_full "$round" || fail "the daemon does not say that the disk is full"
  kill -0 "$dispatcher_pid" || fail "the daemon is gone"
  status=0
  "$DISPATCHER" submit --config "$world/dispatcher.toml" "$world/one.ndjson" \
    >/dev/null 2>"$world/submit.err" || status=$?
  [ "$status" -eq 75 ] || fail "a submission to a full disk exits with $status"
  stopped_at=$(ledger_count)
  free_disk
  freed_ms=$(now_ms)
  await 20 ledger_reaches $((stopped_at + 100)) || fail "not sent again within 20 s of the space"
  echo "full: said after $said_ms ms; freed: sent again after $(($(now_ms) - freed_ms)) ms"
done

await 60 ledger_reaches $((rounds * apart - spread + RANDOM % spread)) || fail "nothing is sent"
fill_disk
await 20 says_full $((rounds + 1)) || fail "the daemon does not say that the disk is full"
kill_dispatcher
fill_disk  # the log's own space is free once nobody has it open
"$DISPATCHER" run --config "$world/dispatcher.toml" --until-empty --json \
  >"$world/run.json" 2>"$world/run.err" &
dispatcher_pid=$!
await 20 grep -qs "space" "$world/run.err" || fail "a start on a full disk says nothing"
kill -0 "$dispatcher_pid" || fail "a start on a full disk does not wait"
stopped_at=$(ledger_count)
free_disk
freed_ms=$(now_ms)
await 20 ledger_reaches $((stopped_at + 100)) || fail "not sent again within 20 s of the space"
echo "killed while full; freed: sent again after $(($(now_ms) - freed_ms)) ms"
in_doubt=$(sed -n 's/.* \([0-9]*\) may be in doubt.*/\1/p' "$world/run.err")
await_dispatcher
collect_outcomes
stop_simulator
audit
[ "$(wc -l <"$world/open.ndjson")" -le "$in_doubt" ] || fail "more is held than the kill explains"
[ $(($(wc -l <"$world/outcomes.ndjson") + $(wc -l <"$world/open.ndjson"))) -eq "$messages" ] ||
  fail "not every message has one outcome or is held"
echo "passed"
