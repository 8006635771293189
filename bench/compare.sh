#!/usr/bin/env bash
# Whether commit B costs less a message than commit A: both are built, and drain the same spool by
# turns, wrk with them. What disturbs the machine disturbs both.
# Usage: compare.sh A B [MESSAGES [ROUNDS]]    (200,000 and 9: some 7 minutes). The spool is made by
# A; B has to read its format.
set -euo pipefail
[[ $# -ge 2 ]] || { sed -n '2,5s/^# //p' "$0" >&2; exit 64; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deploy/install-packages.sh --bench
builds=()
for name in "$1" "$2"; do
  commit=$(git rev-parse --verify "$name^{commit}")
  tree=$PWD/build/compare/$commit
  [[ -d $tree ]] || git worktree add --detach "$tree" "$commit"
  (cd "$tree" && cmake --preset release && cmake --build --preset release --target dispatcher)
  builds+=("$tree/build/release")
done
echo "A is $1, B is $2; remove them with: git worktree remove --force build/compare/COMMIT"
PYTHONPATH=bench PYTHONDONTWRITEBYTECODE=1 exec python3 -m measure.compare "${builds[@]}" "${@:3}"
