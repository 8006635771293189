#include "dispatcher/face/options_document.hpp"

#include <algorithm>

// Errors come back as values.
#define TOML_EXCEPTIONS 0
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
    return DocumentError{place_of(error.source()), std::string(error.description())};
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
