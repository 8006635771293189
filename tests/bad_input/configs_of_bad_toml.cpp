#include "tests/bad_input/bad_config.hpp"

namespace dispatcher {
namespace {

BadConfig behind(const std::string& name, const std::string& more, int line, const std::string& key,
                 const std::string& sentence) {
  return {name, good_config_and(more), line, key, sentence};
}

}  // namespace

std::vector<BadConfig> configs_of_bad_toml() {
  using namespace std::string_literals;
  const std::string utf8 = "invalid utf-8";
  const std::string control = "control characters";
  return {
      bad_setting("ValueMissing", "limits", "window", "", "expected value"),
      bad_setting("TextWithoutQuotes", "order", "mode", "strict", "could not determine value type"),
      bad_setting("DurationWithoutQuotes", "limits", "window", "5s", "expected digit, saw 's'"),
      bad_setting("TextNotClosed", "log", "level", "\"info", control),
      bad_setting("EscapeOfWindows", "account_x", "ca_file", R"("C:\Spool")", "unknown escape"),
      bad_setting("NumberTooLong", "limits", "requests_per_second", "99999999999999999999",
                  "not representable in 64 bits"),
      bad_setting("Latin1", "log", "level", "\"\xE9\"", utf8),
      bad_setting("OverlongUtf8", "log", "level", "\"\xC0\xAF\"", utf8),
      bad_setting("SurrogateInBytes", "log", "level", "\"\xED\xA0\x80\"", utf8),
      bad_setting("RawNul", "log", "level", "\"a\0b\""s, control),
      behind("KeyTwice", "[log]\nlevel = \"info\"\nlevel = \"info\"\n", 10, "log.level",
             "cannot redefine existing string 'level'"),
      behind("SectionTwice", "[spool]\nreserve = \"1GiB\"\n", 8, "spool",
             "cannot redefine existing table 'spool'"),
      behind("ServicesTwice", "services = [\"*\"]\n", 8, "account.services", "cannot redefine"),
      behind("BracketMissing", "[limits\nwindow = \"5s\"\n", 8, "limits", "expected ']'"),
      behind("SettingBehindItsSection", "[log] level = \"info\"\n", 8, "log", "expected a comment"),
      behind("ColonForEquals", "[log]\nlevel: \"info\"\n", 9, "log.level", "expected '=', saw ':'"),
      behind("KeyMissing", "[log]\n= \"info\"\n", 9, "log", "expected keys"),
      behind("HeaderOfNothing", "[\n", 8, "line", "expected bare key"),
      behind("HeaderWithoutAKey", "[=]\n", 8, "line", "expected bare key"),
      {"Json", "{\"spool\": {}}\n", 1, "line", "expected keys"},
      {"NothingButNul", std::string(64, '\0'), 1, "line", "saw '\\u0000'"},
  };
}

}  // namespace dispatcher
