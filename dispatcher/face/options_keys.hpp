#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/face/options.hpp"
#include "dispatcher/face/options_document.hpp"

namespace dispatcher {

/// One key of the configuration: what it may be and where it goes. Keys of `[[account]]` go to
/// `account`, all others to `options`.
struct OptionKey {
  std::string_view section;
  std::string_view name;
  bool required = false;
  /// Empty: taken. Else what was expected, as a sentence.
  std::function<std::string(const SettingValue&, Options& options, AccountOptions& account)> take;
  /// The present value in TOML's notation.
  std::function<std::string(const Options& options, const AccountOptions& account)> show;

  std::string path() const { return std::string(section) + "." + std::string(name); }
};

inline constexpr std::string_view account_section = "account";

/// Every key there is, in the order of the documented file.
const std::vector<OptionKey>& option_keys();

/// nullptr: there is no such key.
const OptionKey* find_option_key(std::string_view section, std::string_view name);

}  // namespace dispatcher
