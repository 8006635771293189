#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "dispatcher/face/options.hpp"
#include "dispatcher/face/options_document.hpp"

namespace dispatcher {

/// One thing that is wrong.
struct OptionsComplaint {
  FilePlace place;
  std::string key;  ///< "section.key"
  std::string sentence;
};

/// Where each setting stands, by its name; absent: its default holds.
using SettingPlaces = std::map<std::string, FilePlace, std::less<>>;

/// Where the settings of everything stand.
struct OptionsPlaces {
  SettingPlaces settings;               ///< by "section.key"
  std::vector<SettingPlaces> accounts;  ///< by "key" ("": the account itself), as Options::accounts
};

/// What no key can know alone: that durations agree with each other, that every Service has one
/// account, that files exist. Makes paths whole (relative ones start at `directory`), parses base
/// URLs and, for sending, reads the secrets.
std::vector<OptionsComplaint> check_options(Options& options, const OptionsPlaces& places,
                                            const std::filesystem::path& directory, OptionsFor use);

}  // namespace dispatcher
