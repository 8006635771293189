#include "dispatcher/face/json_table.hpp"

#include <simdjson.h>

#include <algorithm>

namespace dispatcher {
namespace {

using simdjson::dom::element;

constexpr std::size_t name_width = 22;

/// A value on its own.
std::string text_of(element value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(value);
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

void append_rows(std::string& table, const simdjson::dom::object& object,
                 const std::string& prefix) {
  for (const auto member : object) {
    const auto name = prefix + std::string(member.key);
    simdjson::dom::object inner;
    simdjson::dom::array list;
    if (member.value.get(inner) == simdjson::SUCCESS) {
      append_rows(table, inner, name + " ");
    } else if (member.value.get(list) == simdjson::SUCCESS) {
      for (const auto entry : list) table += json_table_row(name, side_by_side(entry));
    } else {
      table += json_table_row(name, text_of(member.value));
    }
  }
}

}  // namespace

std::string for_terminal(std::string_view text) {
  std::string shown(text);
  std::ranges::replace_if(
      shown, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return shown;
}

std::string json_table_row(std::string name, std::string_view value) {
  std::ranges::replace(name, '_', ' ');
  if (name.size() < name_width) name.append(name_width - name.size(), ' ');
  return name + " " + for_terminal(value) + "\n";
}

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
