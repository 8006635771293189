#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace dispatcher {

/// A configuration that must not be taken, and what its refusal must say.
struct BadConfig {
  std::string name;      ///< of the test
  std::string bytes;     ///< of the whole file
  int line = 0;          ///< that the message names; 0: none, what is missing has no place
  std::string key;       ///< that the message names, "section.key"
  std::string sentence;  ///< a piece of the problem or of the remedy
};

inline std::ostream& operator<<(std::ostream& out, const BadConfig& config) {
  return out << config.name;
}

inline const std::string spool_section = "[spool]\ndirectory = \"spool\"\n";

/// Five lines that are a whole account.
inline std::string account_of(const std::string& name, const std::string& services) {
  return "[[account]]\nname = \"" + name +
         "\"\nusername_file = \"user\"\npassword_file = \"password\"\nservices = " + services +
         "\n";
}

/// What stands on a line of its own behind seven lines that are good.
inline constexpr int next_line = 8;
inline std::string good_config_and(const std::string& more) {
  return spool_section + account_of("main", "[\"*\"]") + more;
}

/// One setting of a section that is not there yet: the section is on `next_line`, the setting
/// below.
inline constexpr int setting_line = next_line + 1;
inline BadConfig bad_setting(const std::string& name, const std::string& section,
                             const std::string& key, const std::string& value,
                             const std::string& sentence) {
  return {name, good_config_and("[" + section + "]\n" + key + " = " + value + "\n"), setting_line,
          section + "." + key, sentence};
}

std::vector<BadConfig> configs_of_bad_toml();
std::vector<BadConfig> configs_of_bad_keys();
std::vector<BadConfig> configs_of_bad_types();
std::vector<BadConfig> configs_of_bad_quantities();
std::vector<BadConfig> configs_of_bad_accounts();
/// Beside the files that the test makes.
std::vector<BadConfig> configs_of_bad_files();

}  // namespace dispatcher
