# shellcheck shell=bash
# Sourced by the system test, within the container: what the service may not do, and does not tell.

hardened() {
  local pid verified
  pid=$(property MainPID)
  verified=$(systemd-analyze verify --man=no dispatcher.service dispatcher@one.service 2>&1)
  [ -z "$verified" ] || fail "verify: $verified"
  systemd-analyze security --threshold=11 dispatcher.service >security.log ||
    fail "$(tail -1 security.log)"
  [ "$(stat -c %a /var/lib/private/dispatcher)" = 700 ] || fail "the state is open"
  [ "$(stat -c %a:%G /run/dispatcher)" = 750:dispatcher ] || fail "/run/dispatcher is open"
  [ "$(stat -c %a:%G /run/dispatcher/control.socket)" = 660:dispatcher ] || fail "the socket"
  grep -q '^Max core file size *0 *0 ' "/proc/$pid/limits" || fail "it may dump core"
  grep -q '^CapEff:\s*0*$' "/proc/$pid/status" || fail "it has capabilities"
  ! journalctl -b -u dispatcher | grep -i 'does not support' || fail "a restriction is not in force"
}

# Nothing that was planted is told to anybody: not by the log at its most talkative, nor by the
# process.
kept_secret() {
  local pid
  pid=$(property MainPID)
  {
    journalctl -b --output=export
    tr '\0' '\n' <"/proc/$pid/cmdline"
    tr '\0' '\n' <"/proc/$pid/environ"
    dispatcher status
    dispatcher queue --all --json
    dispatcher outcomes --json
    perl -MIO::Socket::UNIX -e '
      my $socket = IO::Socket::UNIX->new("/run/dispatcher/control.socket") or die;
      print $socket "GET /metrics HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n";
      print while <$socket>;'
  } >told.log
  [ "$(wc -c <told.log)" -gt 10000 ] || fail "nothing to search"
  ! grep -a -e planted-secret -e 'Your driver is here' told.log || fail "a secret was told"
}
