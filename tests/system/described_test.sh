#!/usr/bin/env bash
# described_test.sh DIRECTORY PROGRAM..: in DIRECTORY, the manual page of each program names every
# command and option that its help names, and the completion for bash offers them, where they
# belong; that for zsh names them. Help is read here in another way than by what makes the pages.
set -euo pipefail
directory=$1
shift

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# offered PROGRAM COMMAND..: what bash offers after these words.
offered() {
  local name=${1//-/_}
  COMP_WORDS=("$@" "") COMP_CWORD=$#
  COMPREPLY=()
  "_$name"
  printf '%s\n' "${COMPREPLY[@]}"
}

# check PROGRAM [COMMAND..]: the things on one level, then what is below.
check() {
  local words=("${@:2}") things thing commands help
  help=$("$program" "${words[@]}" --help)
  commands=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help")
  things=$(sed -n 's/^ *\(-h,\)\{0,1\}\(--[a-z][a-z-]*\).*/\2/p' <<<"$help")
  [[ -n $things ]] || fail "the help of ${words[*]} has no options"
  for thing in $commands $things; do
    grep -qx -- "$thing" <<<"$(offered "$1" "${words[@]}")" || fail "bash: $* $thing"
    grep -q -- "'$thing:" "$directory/$1.zsh" || fail "zsh: $* $thing"
    grep -qE -- "(^| )$thing( |\$|,)" <<<"$page" || fail "manual: $* $thing"
    named=$((named + 1))
  done
  for thing in $commands; do
    grep -qx -- "$* $thing" <<<"$page" || fail "manual: no section $* $thing"
    check "$@" "$thing"
  done
}

for program in "$@"; do
  name=$(basename "$program")
  # The page as it is read, without roff.
  page=$(sed 's/\\-/-/g; s/\\f[BIR]//g; s/^\.[A-Z]* //' "$directory/$name.1")
  # shellcheck source=/dev/null
  . "$directory/$name.bash"
  named=0
  check "$name"
  echo "$name: $named commands and options"
  ! command -v zsh >/dev/null || zsh -n "$directory/$name.zsh" || fail "zsh does not read $name.zsh"
done
[[ $(offered dispatcher settle x --as) == $'sent\nnot-sent' ]] || fail "bash: settle --as"
! grep -qx -- --reason <<<"$(offered dispatcher run)" || fail "bash: run has no --reason"
