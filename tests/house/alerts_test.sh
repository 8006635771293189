#!/usr/bin/env bash
# alerts_test.sh DEPLOY: the alerts are valid rules, each is tested firing and silent, each names a
# section of the runbook that is there, and no link within the runbook leads nowhere.
set -euo pipefail
deploy=$1
alerts=$deploy/prometheus/alerts.yml
tests=$deploy/prometheus/alerts_test.yml
runbook=$deploy/runbook.md
fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# As GitHub makes them: lower case, blanks to hyphens, no punctuation.
anchors=$(grep -E '^#+ ' "$runbook" | sed -E 's/^#+ //' | tr '[:upper:]' '[:lower:]' |
  sed -E 's/[^a-z0-9 _-]//g; s/ /-/g')
has_anchor() { grep -qxF -- "$1" <<<"$anchors"; }

names=$(sed -n 's/^ *- alert: //p' "$alerts")
count=$(wc -l <<<"$names")
[ "$count" -ge 12 ] || fail "only $count alerts"
[ -z "$(sort <<<"$names" | uniq -d)" ] || fail "two alerts of one name"
for key in 'labels: {severity: (critical|warning|info)}' summary: description: \
  'runbook: deploy/runbook\.md#'; do
  [ "$(grep -cE "^ *$key" "$alerts")" -eq "$count" ] || fail "not each alert has $key"
done
while read -r name; do
  has_anchor "${name,,}" || fail "the runbook has no section $name"
  grep -qF "runbook: deploy/runbook.md#${name,,}" "$alerts" || fail "$name names another section"
  grep -qE "alertname: $name, exp_alerts: \[\]" "$tests" || fail "$name is not tested silent"
  awk -v name="$name" '$1 == "alertname:" { at = $2 } at == name && /exp_labels/ { found = 1 }
    END { exit !found }' "$tests" || fail "$name is not tested firing"
done <<<"$names"
for link in $(grep -oE '\]\(#[^)]*\)' "$runbook" | sed -E 's/^\]\(#(.*)\)$/\1/' | sort -u); do
  has_anchor "$link" || fail "the runbook links to #$link, which is not there"
done

command -v promtool >/dev/null || { echo "skipped: promtool is not installed"; exit 77; }
promtool check rules "$alerts" || fail "promtool check rules"
promtool test rules "$tests" || fail "promtool test rules"
