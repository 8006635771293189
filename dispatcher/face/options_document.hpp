#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The configuration file as sections of settings, each with its place. The TOML library stays
/// behind this header.
namespace dispatcher {

/// From 1; 0: of no particular place.
struct FilePlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

/// What TOML knows and no key of ours takes: a date, a float, a table, a mixed array.
struct OtherValue {
  std::string_view kind;
};

struct SettingValue {
  std::variant<std::string, std::int64_t, bool, std::vector<std::string>, OtherValue> data;
  FilePlace place;

  /// "a text", "a number", ...
  std::string_view kind() const;
};

struct Setting {
  std::string name;
  FilePlace place;
  SettingValue value;
};

struct Section {
  std::string name;       ///< empty: settings above the first section
  bool repeated = false;  ///< written [[name]]
  FilePlace place;
  std::vector<Setting> settings;  ///< in the order of their places
};

struct Document {
  std::vector<Section> sections;
};

struct DocumentError {
  FilePlace place;
  std::string key;  ///< "section.key", or what of it the text around the place tells; else "line"
  std::string sentence;
};

/// TOML 1.0. Pure; any thread.
std::variant<Document, DocumentError> parse_document(std::string_view text);

}  // namespace dispatcher
