#!/usr/bin/env bash
# Many seeds, for hours: many.sh SIMULATION STATE [LAST] runs them from 1 to LAST (1,000,000), 5,000
# at a time. STATE is a file that holds the last seed that passed: whoever is interrupted goes on
# there. Ends with 1 at the first violation, which is printed small.
set -euo pipefail
simulation=$1
state=$2
last=${3:-1000000}
chunk=5000

done_count=0
[[ -s $state ]] && done_count=$(<"$state")
while ((done_count < last)); do
  to=$((done_count + chunk < last ? done_count + chunk : last))
  if ! said=$("$simulation" --seeds "$((done_count + 1))..$to"); then
    echo "$said"
    exit 1
  fi
  done_count=$to
  echo "$done_count" >"$state.new"
  mv "$state.new" "$state"
  echo "$done_count of $last"
done
echo "$last seeds, no violation"
