#include "dispatcher/face/show_table.hpp"

#include <simdjson.h>

#include "dispatcher/face/json_table.hpp"
#include "dispatcher/face/table_row.hpp"

namespace dispatcher {
namespace {

using simdjson::dom::element;

constexpr std::array history_columns = {
    Column{"AT", 24},
    Column{"EVENT", 8},
    Column{"RESULT", 15},
    Column{"DETAIL", 0},
};

/// Nothing in it gives orders to a terminal.
std::string cell_of(element value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return simdjson::minify(value);
  return for_terminal(text);
}

/// Only the sentence: it says all the rest.
std::string why_row(element why) {
  std::string_view text;
  return why["text"].get(text) == simdjson::SUCCESS ? json_table_row("why", text) : "";
}

/// All but what stands above it.
std::string outcome_rows(const simdjson::dom::object& outcome) {
  std::string rows;
  for (const auto member : outcome) {
    if (member.key != "id") rows += json_table_row(std::string(member.key), cell_of(member.value));
  }
  return rows;
}

std::string history_line(const simdjson::dom::object& entry) {
  std::array<std::string, history_columns.size()> cells;
  for (const auto member : entry) {
    const auto cell = cell_of(member.value);
    if (member.key == "at") {
      cells[0] = cell;
    } else if (member.key == "event") {
      cells[1] = cell;
    } else if (member.key == "result") {
      cells[2] = cell;
    } else {
      if (!cells[3].empty()) cells[3] += ", ";
      cells[3] += member.key == "text" ? cell : std::string(member.key) + " " + cell;
    }
  }
  return row_of(history_columns, cells);
}

std::string history_table(const simdjson::dom::array& history) {
  if (history.size() == 0) return {};
  std::string table = "\n" + heading_of(history_columns) + "\n";
  for (const auto entry : history) {
    simdjson::dom::object object;
    if (entry.get(object) == simdjson::SUCCESS) table += history_line(object) + "\n";
  }
  return table;
}

}  // namespace

std::string show_table(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object message;
  if (parser.parse(json.data(), json.size()).get(message) != simdjson::SUCCESS) {
    return std::string(json);
  }
  std::string table;
  std::string history;
  for (const auto member : message) {
    simdjson::dom::object inner;
    simdjson::dom::array list;
    if (member.key == "why") {
      table += why_row(member.value);
    } else if (member.value.get(inner) == simdjson::SUCCESS) {
      table += outcome_rows(inner);
    } else if (member.value.get(list) == simdjson::SUCCESS) {
      history = history_table(list);
    } else {
      table += json_table_row(std::string(member.key), cell_of(member.value));
    }
  }
  return table + history;
}

}  // namespace dispatcher
