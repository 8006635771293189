# Of the commented configuration: the sections and keys of dispatcher.toml(5), as roff. A comment
# belongs to what follows it; "# key = value" is a key that is not set.
function roff(text) {
  gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); gsub(/`/, "", text)
  return text ~ /^[.']/ ? "\\&" text : text
}
# What was said so far, and is then forgotten.
function said(  text) { text = comment; comment = ""; return text }
/^# ?[a-z_]+ = / || /^[a-z_]+ = / {
  line = $0; sub(/^# ?/, "", line)
  key = line; sub(/ = .*/, "", key); value = substr(line, length(key) + 4)
  # Keys that share a comment stand together.
  if (comment == "") print ".TQ"; else print ".TP"
  printf "\\fB%s\\fR = %s\n", roff(key), roff(value)
  pending = pending (comment == "" ? "" : said())
  held = 1
  next
}
held { printf "%s", pending; pending = ""; held = 0 }
/^#/ { text = $0; sub(/^# ?/, "", text); comment = comment roff(text) "\n"; next }
/^\[/ {
  gsub(/[][]/, "")
  printf ".SH [%s]\n%s", $0, said()
  next
}
/^$/ && !started { printf "%s", said(); started = 1 }
END { printf "%s", pending }
