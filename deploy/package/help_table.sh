#!/usr/bin/env bash
# What PROGRAM --help tells of itself and of each subcommand, one line for each thing, by tabs:
#   COMMAND  command   NAME   -      DESCRIPTION
#   COMMAND  argument  NAME   VALUE  DESCRIPTION
#   COMMAND  option    --NAME VALUE  DESCRIPTION
# COMMAND is empty for the program itself, and "dead list" for a subcommand of a subcommand. VALUE
# is what help says of it (TEXT, {sent,not-sent}, REQUIRED), "-" for a flag. The manual page and the
# completions are made of it, so that they stay true. Usage: help_table.sh PROGRAM
set -euo pipefail
program=$1

# The first 30 columns are the name; where it is longer, the description follows on the next line.
table_of='
function flush() {
  if (kind == "") return
  print command "\t" kind "\t" name "\t" value "\t" text
  kind = ""
}
{ indent = match($0, /[^ ]/) - 1; line = substr($0, indent + 1) }
line ~ /^(Positionals|Options|Subcommands):$/ { flush(); section = line; base = indent + 2; next }
line ~ /^\[/ { flush(); section = ""; next }
line == "" { flush(); next }
section == "" { next }
indent == base + 28 && kind != "" && text == "" { text = line; next }
{ flush() }
indent == base {
  named = length(line) > 28 && substr(line, 28, 1) == " " ? substr(line, 1, 28) : line
  text = length(named) < length(line) ? substr(line, 29) : ""
  kind = section == "Options:" ? "option" : section == "Subcommands:" ? "command" : "argument"
  name = named; sub(/ .*/, "", name); sub(/^-h,/, "", name)
  value = substr(named, index(named " ", " ") + 1)
  gsub(/ *(Excludes|Needs):( --?[a-z-]+)+/, "", value); gsub(/ +$/, "", value)
  if (value == "") value = "-"
}
END { flush() }'

describe() {
  local command=$1 rows
  local -a words
  read -ra words <<<"$command"
  rows=$("$program" "${words[@]}" --help | awk -v command="$command" "$table_of")
  echo "$rows"
  local child
  while read -r child; do
    [[ -z $child ]] || describe "${command:+$command }$child"
  done < <(awk -F'\t' '$2 == "command" { print $3 }' <<<"$rows")
}
describe ""
