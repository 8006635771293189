#!/usr/bin/env bash
# reconcile_test.sh: what the provider's list of interactions settles, and what it must not. Each
# scene has a simulator, a script of faults and a spool of its own, and ends by itself.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/world.sh"
participant=$(printf 'KP%032x' 1)

# scene NAME THEN FOREIGN [serve options]: drains messages.ndjson under the faults of script; then
# ledger.ndjson, outcomes.ndjson and open.ndjson show what became of it. FOREIGN: rules of rows, or
# nothing.
scene() {
  local name=$1 then=$2
  rm -rf "$world/spool" "$world/ledger.ndjson"
  printf '%s' "$3" >"$world/foreign"
  shift 3
  start_simulator --latency 20ms --keep-rows --script "$world/script" \
    --foreign "$world/foreign" "$@"
  write_config power reconcile 30 4
  sed -i 's/^response = .*/response = "1s"/' "$world/dispatcher.toml"
  configure limits 'window = "1s"'
  configure ambiguous "then = \"$then\""
  configure ambiguous 'look_first = "300ms"'
  configure ambiguous 'look_second = "1s"'
  configure ambiguous 'look_last = "3s"'
  submit_messages
  start_dispatcher --until-empty
  await_dispatcher
  collect_outcomes
  stop_simulator
  echo "$name, then $then: $(ledger_count) sent, $(lines outcomes) outcomes, $(lines open) held," \
    "$(figure "$world/stats.json" lists) lists"
  audit
}

lines() { wc -l <"$world/$1.ndjson"; }
# kis NAME: the interactions that file names.
kis() { sed -n 's/.*"ki":"\([^"]*\)".*/\1/p' "$world/$1.ndjson" | sort; }
expect_ledger() { [ "$(ledger_count)" -eq "$1" ] || fail "$(ledger_count) were sent, not $1"; }
expect_sent() {
  [ "$(grep -c '"outcome":"sent"' "$world/outcomes.ndjson" || true)" -eq "$1" ] ||
    fail "not $1 are called sent: $(cat "$world/outcomes.ndjson" "$world/open.ndjson")"
  [ "$(kis outcomes | uniq | wc -l)" -eq "$1" ] || fail "not every outcome has a KI of its own"
}
expect_held() {
  [ "$(grep -c '"state":"held"' "$world/open.ndjson" || true)" -eq "$1" ] ||
    fail "not $1 are held: $(cat "$world/outcomes.ndjson" "$world/open.ndjson")"
}
# Every interaction in the ledger is the receipt of one message.
expect_all_receipts() {
  [ "$(kis ledger)" = "$(kis outcomes)" ] || fail "ledger and outcomes name other interactions"
}

# messages COUNT: to one participant, all with the same text.
messages() {
  make_messages_to 1 "$1" ride | sed 's/Step [0-9]*/Step 1/' >"$world/messages.ndjson"
}
# fault REQUEST NAME
fault() { printf '{"request":%d,"fault":"%s"}\n' "$1" "$2"; }
# foreign FIELDS: a row to the participant when something is sent to it.
foreign() { printf '{"participant":"%s"%s}\n' "$participant" "$1"; }

# Two identical texts: the answer to the first is lost, or nothing was sent.
for then in hold resend; do
  messages 2
  fault 1 reset-after >"$world/script"
  scene "twins, the first answer lost" "$then" ""
  expect_ledger 2
  expect_sent 2
  expect_all_receipts

  fault 1 reset-before >"$world/script"
  scene "twins, the first not sent" "$then" ""
  if [ "$then" = hold ]; then
    expect_ledger 1
    expect_sent 1
    expect_held 1
  else
    expect_ledger 2
    expect_sent 2
  fi
  expect_all_receipts

  { fault 1 reset-after && fault 2 reset-after; } >"$world/script"
  scene "twins, both answers lost" "$then" ""
  expect_ledger 2
  expect_sent 2
  expect_all_receipts
done

messages 1
fault 1 reset-before >"$world/script"
scene "the same text of another client minutes before" hold "$(foreign ',"offset":"-3m"')"
expect_ledger 0
expect_held 1

for then in hold resend; do
  scene "a row that cannot be read" "$then" "$(foreign ',"data":"not JSON"')"
  expect_ledger 0
  expect_held 1
  scene "a row without a text" "$then" "$(foreign ',"data":"{}"')"
  expect_ledger 0
  expect_held 1
  scene "another text of another client" "$then" "$(foreign ',"body":"Call me back"')"
  expect_ledger 0
  expect_held 1
done

fault 1 reset-after >"$world/script"
for then in hold resend; do
  for ahead in -60s 60s; do
    scene "rows dated by a clock $ahead off" "$then" "" --row-clock="$ahead"
    expect_ledger 1
    expect_held 1
  done
done

fault 1 cut-body-after >"$world/script"
scene "sent, the receipt cut off" hold ""
expect_ledger 1
expect_sent 1
expect_all_receipts
echo "passed"
