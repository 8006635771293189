#include "dispatcher/face/json_table.hpp"

#include <simdjson.h>

#include <algorithm>

namespace dispatcher {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::size_t name_width = 22;

/// A value on its own; of a text nothing that gives orders to a terminal.
std::string text_of(element value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return simdjson::minify(value);
  std::string shown(text);
  std::ranges::replace_if(
      shown, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return shown;
}

std::string row_of(std::string name, const std::string& value) {
  std::ranges::replace(name, '_', ' ');
  if (name.size() < name_width) name.append(name_width - name.size(), ' ');
  return name + " " + value + "\n";
}

/// The values of an object, side by side.
std::string side_by_side(element value) {
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) return text_of(value);
  std::string row;
  for (const auto member : object) {
    if (!row.empty()) row += "  ";
    row += text_of(member.value);
  }
  return row;
}

void append_rows(std::string& table, simdjson::dom::object object, const std::string& prefix) {
  for (const auto member : object) {
    const auto name = prefix + std::string(member.key);
    switch (member.value.type()) {
      case element_type::OBJECT:
        append_rows(table, member.value.get_object().value_unsafe(), name + " ");
        break;
      case element_type::ARRAY: {
        const simdjson::dom::array entries = member.value.get_array().value_unsafe();
        for (const auto entry : entries) table += row_of(name, side_by_side(entry));
        break;
      }
      default:
        table += row_of(name, text_of(member.value));
    }
  }
}

}  // namespace

std::string table_of_json(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return std::string(json);
  }
  std::string table;
  append_rows(table, object, "");
  return table;
}

}  // namespace dispatcher
