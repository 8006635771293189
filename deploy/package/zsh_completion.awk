# Of help_table.sh: a completion for zsh. Needs -v program=NAME.
function quoted(text) { gsub(/'/, "'\\''", text); return "'" text "'" }
function plain(text) { gsub(/:/, "\\:", text); return text }
BEGIN { FS = "\t" }
$2 == "command" {
  below[$1] = below[$1] "\n        " quoted($3 ":" plain($5))
  commands[++command_count] = ($1 == "" ? "" : $1 " ") $3
}
$2 == "option" {
  offered[$1] = offered[$1] "\n        " quoted($3 ":" plain($5))
  if ($4 ~ /\{.*\}/) {
    words = $4; sub(/.*\{/, "", words); sub(/\}.*/, "", words); gsub(/,/, " ", words)
    values[$1 " " $3] = "compadd " words
  } else if ($3 ~ /config|file|script|ledger|stats|ca-out|submissions|outcomes/ && $4 != "-") {
    values[$1 " " $3] = "_files"
  } else if ($4 != "-") {
    values[$1 " " $3] = "_message " quoted($5)
  }
}
$2 == "argument" && $4 ~ /PATH/ { files[$1] = 1 }
END {
  name = program; gsub(/-/, "_", name)
  print "#compdef " program
  print "# Made of `" program " --help`; for zsh."
  print "_" name "() {"
  print "  local command= word"
  print "  local -a offered below"
  print "  for word in ${words[2,CURRENT-1]}; do"
  print "    case \"${command:+$command }$word\" in"
  for (i = 1; i <= command_count; ++i) print "      \"" commands[i] "\") command=\"" commands[i] "\" ;;"
  print "    esac"
  print "  done"
  print "  case \"$command ${words[CURRENT-1]}\" in"
  for (option in values) print "    " quoted(option) ") " values[option] "; return ;;"
  print "  esac"
  print "  case \"$command\" in"
  for (command in offered) {
    print "    \"" command "\")\n      offered=(" offered[command] "\n      )"
    if (command in below) print "      below=(" below[command] "\n      )"
    if (command in files) print "      _files"
    print "      ;;"
  }
  print "  esac"
  print "  _describe " program " below"
  print "  _describe -o " program " offered"
  print "}"
  print "_" name " \"$@\""
}
