#!/usr/bin/env bash
# unit_test.sh DISPATCHER UNIT..: each unit is one that systemd understands without a remark, and
# that is exposed by no more than 1.1, by systemd's own list. The units name programs where the
# package puts them; here DISPATCHER stands in. Ends with 77 where there is no systemd.
set -euo pipefail
dispatcher=$1
shift
command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze"; exit 77; }
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

for unit in "$@"; do
  name=$(basename "$unit")
  sed "s|/usr/bin/dispatcher |$dispatcher |" "$unit" >"$directory/$name"
  remarks=$(systemd-analyze verify --man=no "$directory/${name/@/@one}" 2>&1) ||
    fail "$name: $remarks"
  [[ -z $remarks ]] || fail "$name: $remarks"
  exposure=$(systemd-analyze security --offline=true --threshold=11 "$unit") ||
    fail "$name: $exposure"
  tail -1 <<<"$exposure"
done

# A restriction that is taken out is noticed.
grep -v -e CapabilityBoundingSet -e ProtectSystem "$1" >"$directory/open.service"
! systemd-analyze security --offline=true --threshold=11 "$directory/open.service" >/dev/null ||
  fail "the threshold lets everything pass"
