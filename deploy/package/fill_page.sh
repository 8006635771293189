#!/usr/bin/env bash
# fill_page.sh TEMPLATE VERSION MARK FILE: the template with its version, and with FILE in the place
# of the line @MARK@.
set -euo pipefail
awk -v version="$2" -v mark="@$3@" -v file="$4" '
  $0 == mark { while ((getline line < file) > 0) print line; next }
  { sub(/@VERSION@/, version); print }' "$1"
