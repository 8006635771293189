# Of help_table.sh: the part of a manual page (roff) that lists commands and their options. Needs
# -v program=NAME, and -v common=, a list of options that every command takes: they stand in the
# page's own words, and are left out here.
function roff(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); return text }
function argument(value) {
  sub(/ *REQUIRED/, "", value); sub(/^TEXT:/, "", value); sub(/:.* in /, " in ", value)
  return value == "-" || value == "" ? "" : " \\fI" roff(value) "\\fR"
}
BEGIN { FS = "\t"; print ".SH COMMANDS" }
$2 == "command" { told[($1 == "" ? "" : $1 " ") $3] = $5; next }
$1 == "" { next }
$1 != command {
  command = $1
  print ".SS " roff(program " " command)
  print roff(told[command]) "."
}
$2 == "argument" { print ".TP\n\\fI" roff($3) "\\fR\n" roff($5) "." }
$2 == "option" && index(" " common " ", " " $3 " ") == 0 {
  print ".TP\n\\fB" roff($3) "\\fR" argument($4) "\n" roff($5) ($4 ~ /REQUIRED/ ? "; required" : "") "."
}
