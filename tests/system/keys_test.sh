#!/usr/bin/env bash
# keys_test.sh PAGE CONFIGURATION: dispatcher.toml(5) has every section and key of the commented
# configuration, each key with a text below it. (That the configuration has every key of the code is
# a test of options_keys.)
set -euo pipefail
page=$(sed 's/\\-/-/g; s/\\f[BIR]//g' "$1")

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

keys=0
while read -r line; do
  grep -qxF -- "$line" <<<"$page" || fail "no $line"
  keys=$((keys + 1))
done < <(sed -n 's/^\(# \)\{0,1\}\([a-z_]\{1,\} = .*\)/\2/p' "$2")
[[ $keys -gt 20 ]] || fail "only $keys keys were looked for"
while read -r section; do
  grep -qxF -- ".SH [$section]" <<<"$page" || fail "no section $section"
done < <(sed -n 's/^\[\[*\([a-z]*\)\]*$/\1/p' "$2")
# A tag without a paragraph.
bare=$(awk '/^\.TP/ { getline; tag = $0; getline
  if ($0 ~ /^\.(TP|SH)/) print tag }' <<<"$page")
[[ -z $bare ]] || fail "nothing is said of $bare"
echo "$keys keys"
