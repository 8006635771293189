# Of help_table.sh: a completion for bash. Needs -v program=NAME.
function word(text) { return text == "" ? "" : text " " }
BEGIN { FS = "\t" }
{ path = word($1) $3 }
$2 == "command" { offered[$1] = word(offered[$1]) $3; commands[++command_count] = path }
$2 == "option" {
  offered[$1] = word(offered[$1]) $3
  if ($4 ~ /\{.*\}/) {
    words = $4; sub(/.*\{/, "", words); sub(/\}.*/, "", words); gsub(/,/, " ", words)
    values[$1 " " $3] = words
  } else if ($3 ~ /config|file|script|ledger|stats|ca-out|submissions|outcomes/ && $4 != "-") {
    values[$1 " " $3] = "file"
  } else if ($4 != "-") {
    values[$1 " " $3] = "nothing"
  }
}
$2 == "argument" && $4 ~ /PATH/ { files[$1] = 1 }
END {
  name = program; gsub(/-/, "_", name)
  print "# Made of `" program " --help`; for bash."
  print "_" name "() {"
  print "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}"
  print "  local command=\"\" word offered=\"\" files=\"\""
  print "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do"
  print "    case \"${command:+$command }$word\" in"
  for (i = 1; i <= command_count; ++i) print "      \"" commands[i] "\") command=\"" commands[i] "\" ;;"
  print "    esac"
  print "  done"
  print "  case \"$command $previous\" in"
  for (option in values) {
    if (values[option] == "file") reply = "mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
    else if (values[option] == "nothing") reply = "COMPREPLY=()"
    else reply = "mapfile -t COMPREPLY < <(compgen -W \"" values[option] "\" -- \"$current\")"
    print "    \"" option "\") " reply "; return ;;"
  }
  print "  esac"
  print "  case \"$command\" in"
  for (command in offered) print "    \"" command "\") offered=\"" offered[command] "\" ;;"
  print "  esac"
  for (command in files) print "  [[ $command != \"" command "\" ]] || files=-f"
  print "  # shellcheck disable=SC2086  # no files, no argument"
  print "  mapfile -t COMPREPLY < <(compgen -W \"$offered\" $files -- \"$current\")"
  print "}"
  print "complete -o filenames -F _" name " " program
}
