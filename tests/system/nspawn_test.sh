#!/usr/bin/env bash
# nspawn_test.sh BUILD CACHE: the package in the directory BUILD on a real Debian with a real
# systemd. Boots one in systemd-nspawn, without a network; goes the newcomer's path as
# deploy/newcomer.md has it, against a simulator that the container takes for the provider; then
# sends, reloads, rotates credentials, kills, wedges a thread, upgrades, drains, removes and purges.
# At the end the simulator's ledger is compared with the outcomes: nothing lost, nothing doubled.
# Needs root and some three minutes, twice that when CACHE, a directory, has no Debian yet.
# Ends with 77, and says why, where no container can run.
set -euo pipefail

old_secret=planted-secret-of-the-first-key
new_secret=planted-secret-of-the-second-key
toml=/etc/dispatcher/dispatcher.toml

say() { echo "$(date +%T) $*"; }

# property NAME [UNIT]: of the service, as systemd knows it.
property() { systemctl show --value --property "$1" "${2-dispatcher}"; }

# setting KEY VALUE: in the configuration as it was installed.
setting() {
  grep -q "^$1 = " "$toml" || fail "the configuration has no $1"
  sed -i "s|^$1 = .*|$1 = $2|" "$toml"
}

# within NAME FIGURE MAX [JUDGED]: milliseconds, told beside what was promised for a machine that
# has nothing else to do. What a busy one takes a multiple for is judged at more than that.
within() {
  echo "measured: $1: $2 ms (at most $3)"
  [ "$2" -le "${4-$3}" ] || fail "$1 took $2 ms, more than ${4-$3}"
}

# The commands of the text, each as it stands there; what a command reads is typed here.
newcomer() {
  local commands
  mapfile -t commands < <(sed -n '/^```sh$/,/^```$/p' /test/newcomer.md | grep -v '^```')
  [ "${#commands[@]}" -eq 6 ] || fail "${#commands[@]} commands, not six"
  cd /test
  bash -ec "${commands[0]}" </dev/null >"$world/install.log" 2>&1 ||
    fail "install: $(cat "$world/install.log")"
  [ "$(property ActiveState)" = inactive ] || fail "it runs unconfigured"
  [ "$(property UnitFileState)" = disabled ] || fail "it is enabled unconfigured"
  (cd "$world" && provide 300ms "old SKold $old_secret")
  bash -ec "${commands[1]}" <<<SKold
  bash -ec "${commands[2]}" <<<"$old_secret"
  bash -ec "${commands[3]}" 2>"$world/enable.log" || fail "start: $(journalctl -u dispatcher -n 20)"
  echo "${commands[4]}" | sed "s/^echo '\(.*\)' |.*/\1/" >"$world/messages.ndjson"
  bash -ec "${commands[4]}" >"$world/submit.log" 2>&1 || fail "submit: $(cat "$world/submit.log")"
  bash -ec "${commands[5]}" >"$world/status.log" || fail "status"
  cd "$world"
  await 10 all_sent 1 || fail "the first text was not sent"
}

all_sent() { [ "$(dispatcher outcomes --json 2>/dev/null | grep -c '"sent"')" -ge "$1" ]; }

# submit_part N: the Nth thousand, by somebody who is of the group and not root.
submit_part() {
  sed -n "$((($1 - 1) * 1000 + 2)),$(($1 * 1000 + 1))p" messages.ndjson |
    setpriv --reuid=nobody --regid=nogroup --groups=dispatcher dispatcher submit - \
      2>submit.log || fail "submit: $(cat submit.log)"
}

# Part N is on its way, and not yet done.
some_sent() { [ "$(ledger_count)" -ge $((1 + ($1 - 1) * 1000 + 100)) ]; }
send_some_of() {
  submit_part "$1"
  await 20 some_sent "$1" || fail "part $1 is not sent"
}
send_rest_of() { await 60 all_sent $((1 + $1 * 1000)) || fail "part $1 was not sent"; }

running_again() { [ "$(property MainPID)" != "$1" ] && [ "$(property SubState)" = running ]; }
# restarted NAME PID SINCE_NS MAX_MS: another process than PID is READY in time.
restarted() {
  await 30 running_again "$2" || fail "it did not come back"
  within "$1" $((($(date +%s%N) - $3) / 1000000)) "$4"
}

# When the unit last was in another state, in ns: READY ends a reload.
changed_ns() {
  date -d "$(systemctl show --timestamp=us+utc -P StateChangeTimestamp dispatcher)" +%s%N
}
changed_since() { [ "$(changed_ns)" -gt "$1" ] && [ "$(property SubState)" = running ]; }

# While messages are on their way: taken, and refused with a reason, the old one staying in force.
reloaded() {
  local pid began
  send_some_of 1
  pid=$(property MainPID) began=$(date +%s%N)
  kill -HUP "$pid"
  await 10 changed_since "$began" || fail "the reload does not end"
  within "reload" $((($(changed_ns) - began) / 1000000)) 50 250
  systemctl reload dispatcher || fail "a reload is refused: $(systemctl status dispatcher)"
  cp -p "$toml" good.toml
  setting in_flight_max 0
  ! systemctl reload dispatcher 2>/dev/null || fail "a reload of nonsense counts as done"
  journalctl -b -u dispatcher | grep -q "$toml:.*account.in_flight_max" || fail "nobody says why"
  cp -p good.toml "$toml"
  send_rest_of 1
  [ "$(property MainPID)" = "$pid" ] || fail "a reload restarted it"
}

rotated() {
  install -m 0640 -g dispatcher /dev/stdin /etc/dispatcher/credentials/main.user <<<SKnew
  install -m 0640 -g dispatcher /dev/stdin /etc/dispatcher/credentials/main.password \
    <<<"$new_secret"
  systemctl reload dispatcher
  provide 300ms "new SKnew $new_secret"
  submit_part 2
  send_rest_of 2
}

killed() {
  local pid began
  send_some_of 3
  pid=$(property MainPID) began=$(date +%s%N)
  kill -9 "$pid"
  restarted "kill -9 to READY" "$pid" "$began" 3000
  send_rest_of 3
}

# One thread stops, as by a debugger (PTRACE_ATTACH is 16, of call 101 on x86-64; with __WALL its
# end is taken note of); the others go on.
watched() {
  local pid sender began
  send_some_of 4
  pid=$(property MainPID)
  sender=$(grep -lx shard-0 /proc/"$pid"/task/*/comm | cut -d / -f 5)
  perl -e 'syscall(101, 16, $ARGV[0] + 0, 0, 0) == 0 or die "ptrace: $!";
    1 while waitpid($ARGV[0], 0x40000000) > 0;' "$sender" &
  began=$(date +%s%N)
  restarted "a stuck thread to READY" "$pid" "$began" 15000
  journalctl -b -u dispatcher | grep -q 'Watchdog timeout' || fail "it was not the watchdog"
  [ -z "$(find / -xdev -name 'core*' -type f -newer ca.pem)" ] || fail "there is a core file"
  send_rest_of 4
}

upgraded() {
  local pid
  send_some_of 5
  pid=$(property MainPID)
  apt-get install -y /test/upgrade/*.deb </dev/null >upgrade.log 2>&1 ||
    fail "upgrade: $(cat upgrade.log)"
  running_again "$pid" || fail "the upgrade did not restart it"
  [ "$(property Result)" = success ] || fail "the upgrade: $(property Result)"
  send_rest_of 5
}

# With as many in flight as there are, each with an answer that takes its time.
all_in_flight() {
  dispatcher status --json >status.json && [ "$(figure status.json in_flight)" -eq 1000 ]
}
drained() {
  provide 8s "new SKnew $new_secret"
  submit_part 6
  await 15 all_in_flight || fail "not a thousand in flight: $(cat status.json)"
  systemctl stop dispatcher
  [ "$(property ExecMainStatus)" = 0 ] || fail "the drain ended with $(property ExecMainStatus)"
  collect_outcomes
  [ ! -s open.ndjson ] || fail "in doubt after a drain: $(head -3 open.ndjson)"
  all_sent 6001 || fail "a drain leaves what was in flight"
}

# A bad configuration is told and left alone: the next start would find the same.
misconfigured() {
  cp -p "$toml" good.toml
  setting in_flight_max 0
  ! systemctl start dispatcher 2>/dev/null || fail "nonsense starts"
  sleep 2  # what this is about: RestartSec passes
  [ "$(property ExecMainStatus):$(property NRestarts)" = 78:0 ] || fail "it is restarted"
  cp -p good.toml "$toml"
}

started() {
  local ready_us told
  systemctl start dispatcher
  ready_us=$(property ActiveEnterTimestampMonotonic)
  told=$(((ready_us - $(property InactiveExitTimestampMonotonic)) / 1000))
  echo "measured: start to READY, with the check before it: $told ms"
  told=$(((ready_us - $(property ExecMainStartTimestampMonotonic)) / 1000))
  within "start to READY" "$told" 200 1000
}

# Beside the service, with a spool, a socket and a user of its own.
instance() {
  sed 's|/var/lib/dispatcher/|/var/lib/dispatcher-two/|; s|/run/dispatcher/|/run/dispatcher-two/|' \
    "$toml" >/etc/dispatcher/two.toml
  systemctl enable --now dispatcher@two 2>/dev/null ||
    fail "it does not start: $(journalctl -u dispatcher@two)"
  dispatcher status --config /etc/dispatcher/two.toml | grep -q running || fail "it is silent"
  [ "$(property MainPID)" != 0 ] || fail "there is room for one of them only"
}

removed() {
  apt-get remove -y dispatcher </dev/null >remove.log 2>&1 || fail "remove: $(cat remove.log)"
  [ -e "$toml" ] && [ -e /etc/dispatcher/credentials/main.user ] &&
    [ -d /var/lib/private/dispatcher/spool ] || fail "a removal takes more than the programs"
  apt-get purge -y dispatcher </dev/null >purge.log 2>&1 || fail "purge: $(cat purge.log)"
  local left
  left=$(find / -xdev ! -path '/proc/*' ! -path "$world*" ! -path '/test/*' -iname '*dispatcher*' \
    ! -path '/var/lib/dpkg/*' ! -path '/var/log/*' ! -path '/tmp/*')
  [ -z "$left" ] || fail "left by the purge: $left"
}

inside() {
  export DISPATCHER=/usr/bin/dispatcher SIMULATOR=/usr/bin/proxy-simulator
  export HOME=/root DEBIAN_FRONTEND=noninteractive
  # shellcheck source=tests/end_to_end/world.sh
  . /test/world.sh
  # shellcheck source=tests/system/provider.sh
  . /test/provider.sh
  # shellcheck source=tests/system/restrictions.sh
  . /test/restrictions.sh
  fail() {
    echo "FAILED: $*"
    journalctl -b --no-pager -u dispatcher -u simulator -n 40
    exit 1
  }
  chmod 755 "$world"
  cd "$world"
  ln -s "$toml" dispatcher.toml
  make_provider
  say "the newcomer's path"; newcomer
  local first
  first=$(cat messages.ndjson)
  make_messages 6000 40
  sed -i "1i $first" messages.ndjson
  say "restrictions"; hardened
  # Doubt is settled within seconds; the default waits for what a real provider may still do.
  setting look_first '"1s"'; setting look_second '"2s"'; setting look_last '"8s"'
  setting "then" '"resend"'; setting response '"20s"'; setting resend_after '"20s"'
  setting in_flight_max 1000; setting max 1024; setting level '"debug"'
  systemctl stop dispatcher
  say "start"; started
  local step
  for step in reloaded rotated killed watched upgraded drained misconfigured; do
    say "$step"
    "$step"
  done
  systemctl start dispatcher
  say "secrets"; kept_secret
  say "a second instance"; instance
  systemctl stop dispatcher
  collect_outcomes
  audit
  [ "$(figure audit.json sent)" -eq 6001 ] || fail "not all were sent"
  say "remove and purge"; removed
  say "passed"
}

# What the container gets to see under /test, and the unit that runs this script in it.
# ---------------------------------------------------------------- outside

# What the container sees under /test, and the unit that runs this script in it.
furnish_machine() {
  local share=$machine/share units=$machine/upper/etc/systemd/system here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  mkdir -p "$share/upgrade" "$machine"/{upper,work,root,told} "$units/multi-user.target.wants"
  cp "$package" "$share"
  cp "$here"/tests/system/{nspawn_test,provider,restrictions}.sh \
    "$here"/tests/end_to_end/world.sh "$here"/deploy/newcomer.md "$share"
  dpkg-deb -R "$package" "$machine/unpacked"
  sed -i 's/^Version: .*/&+upgrade/' "$machine/unpacked/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone -b "$machine/unpacked" "$share/upgrade" >/dev/null
  cat >"$units/scenario.service" <<UNIT
[Service]
ExecStart=/bin/bash -c '/test/nspawn_test.sh inside >/told/log 2>&1; systemctl exit \$?'
UNIT
  ln -s ../scenario.service "$units/multi-user.target.wants/"
}

outside() {
  # shellcheck source=tests/system/machine.sh
  . "$(dirname "$0")/machine.sh"
  package=$(realpath "$1"/dispatcher_*.deb) cache=$2
  need_machine_tools
  mkdir -p "$cache"
  cache=$(realpath "$cache")
  make_root
  machine=$(mktemp -d "$cache/machine.XXXXXX")
  trap 'rm -rf "$machine"' EXIT
  furnish_machine
  boot_machine
}

if [[ $1 == inside ]]; then
  inside
else
  outside "$@"
fi
