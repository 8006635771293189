#include "dispatcher/face/options_document.hpp"

#include <algorithm>
#include <cctype>

// Errors come back as values.
#define TOML_EXCEPTIONS 0
// toml++ 3.3 asserts that a header's key begins as one, and has an error for it right behind that:
// a file that holds "[=]" is to be refused, not to end us.
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace dispatcher {
namespace {

FilePlace place_of(const toml::source_region& source) {
  return {source.begin.line, source.begin.column};
}

std::string_view kind_of(toml::node_type type) {
  switch (type) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a mixed list";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
    default:
      return "something else";
  }
}

std::optional<std::vector<std::string>> texts_of(const toml::array& array) {
  std::vector<std::string> texts;
  for (const auto& element : array) {
    const auto* text = element.as_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->get());
  }
  return texts;
}

SettingValue value_of(const toml::node& node) {
  const auto place = place_of(node.source());
  if (const auto* text = node.as_string()) return {text->get(), place};
  if (const auto* number = node.as_integer()) return {number->get(), place};
  if (const auto* flag = node.as_boolean()) return {flag->get(), place};
  if (const auto* array = node.as_array()) {
    if (auto texts = texts_of(*array)) return {std::move(*texts), place};
  }
  return {OtherValue{kind_of(node.type())}, place};
}

bool before(const FilePlace& a, const FilePlace& b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

Section section_of(std::string name, bool repeated, FilePlace place, const toml::table& table) {
  Section section{std::move(name), repeated, place, {}};
  for (const auto& [key, node] : table) {
    section.settings.push_back({std::string(key.str()), place_of(key.source()), value_of(node)});
  }
  std::ranges::sort(section.settings, before, &Setting::place);
  return section;
}

/// The bare key (TOML 1.0, "Keys") that a text begins with, blanks before it aside.
std::string_view bare_key(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const auto* const end = std::ranges::find_if_not(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// What was being written on a line that is no TOML, as well as it can be told.
std::string key_around(std::string_view text, std::size_t line_number) {
  std::string_view section;
  std::string_view key;
  for (std::size_t i = 0; i < line_number && !text.empty(); ++i) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto bracket = line.find_first_not_of(" \t");
    const bool is_header = bracket != line.npos && line[bracket] == '[';
    key = is_header ? std::string_view{} : bare_key(line);
    if (!is_header) continue;
    section = bare_key(line.substr(std::min(line.find_first_not_of("[ \t", bracket), line.size())));
  }
  std::string path(section);
  if (!section.empty() && !key.empty()) path += '.';
  path += key;
  return path.empty() ? "line" : path;
}

bool is_array_of_tables(const toml::node& node) {
  const auto* array = node.as_array();
  return array != nullptr && !array->empty() && array->is_homogeneous<toml::table>();
}

}  // namespace

std::string_view SettingValue::kind() const {
  if (std::holds_alternative<std::string>(data)) return "a text";
  if (std::holds_alternative<std::int64_t>(data)) return "a number";
  if (std::holds_alternative<bool>(data)) return "true or false";
  if (std::holds_alternative<std::vector<std::string>>(data)) return "a list of texts";
  return std::get<OtherValue>(data).kind;
}

std::variant<Document, DocumentError> parse_document(std::string_view text) {
  const auto parsed = toml::parse(text);
  if (!parsed) {
    const auto& error = parsed.error();
    const auto place = place_of(error.source());
    return DocumentError{place, key_around(text, place.line), std::string(error.description())};
  }
  Document document;
  Section loose;
  for (const auto& [key, node] : parsed.table()) {
    const std::string name(key.str());
    if (const auto* table = node.as_table()) {
      document.sections.push_back(section_of(name, false, place_of(key.source()), *table));
    } else if (is_array_of_tables(node)) {
      for (const auto& element : *node.as_array()) {
        const auto place = place_of(element.source());
        document.sections.push_back(section_of(name, true, place, *element.as_table()));
      }
    } else {
      loose.settings.push_back({name, place_of(key.source()), value_of(node)});
    }
  }
  std::ranges::stable_sort(document.sections, before, &Section::place);
  std::ranges::sort(loose.settings, before, &Setting::place);
  if (!loose.settings.empty()) document.sections.insert(document.sections.begin(), loose);
  return document;
}

}  // namespace dispatcher
