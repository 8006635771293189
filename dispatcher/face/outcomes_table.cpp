#include "dispatcher/face/outcomes_table.hpp"

#include <array>

namespace dispatcher {
namespace {

struct Column {
  std::string_view name;
  std::size_t width;
};

constexpr std::array outcome_columns = {
    Column{"SEQUENCE", 10}, Column{"ENDED", 24}, Column{"OUTCOME", 9},  Column{"TRIES", 5},
    Column{"STATUS", 6},    Column{"CODE", 5},   Column{"RECEIPT", 34}, Column{"ID", 0},
};

constexpr std::array open_columns = {
    Column{"STATE", 8}, Column{"REASON", 17}, Column{"TRIES", 5},    Column{"STATUS", 6},
    Column{"CODE", 5},  Column{"DUE", 24},    Column{"SERVICE", 34}, Column{"ID", 0},
};

/// Cells as wide as their columns, two blanks apart; what is none is a dash.
template <std::size_t n>
std::string row_of(const std::array<Column, n>& columns, const std::array<std::string, n>& cells) {
  std::string row;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) row += "  ";
    const auto& cell = cells[i].empty() ? "-" : cells[i];
    row += cell;
    if (cell.size() < columns[i].width) row.append(columns[i].width - cell.size(), ' ');
  }
  return row;
}

template <std::size_t n>
std::string heading_of(const std::array<Column, n>& columns) {
  std::array<std::string, n> names;
  for (std::size_t i = 0; i < n; ++i) names[i] = columns[i].name;
  return row_of(columns, names);
}

std::string number(std::uint64_t value) { return value == 0 ? "" : std::to_string(value); }

std::string time(WallTime value) {
  std::string text;
  if (value != WallTime{}) append_rfc3339(text, value);
  return text;
}

}  // namespace

std::string outcome_heading() { return heading_of(outcome_columns); }

std::string outcome_line(const queue::OutcomeRow& row, const Outcome& outcome) {
  const std::string receipt(outcome.interaction ? outcome.interaction->text() : "");
  return row_of<outcome_columns.size()>(
      outcome_columns, {std::to_string(row.sequence), time(outcome.answered_at),
                        std::string(name_of(outcome.kind)), std::to_string(outcome.attempts),
                        number(outcome.status), number(outcome.code), receipt, row.id});
}

std::string open_heading() { return heading_of(open_columns); }

std::string open_line(const queue::OpenRow& row, const Progress& progress) {
  return row_of<open_columns.size()>(
      open_columns, {row.held ? "held" : "in doubt", std::string(name_of(progress.reason)),
                     std::to_string(progress.attempts), number(progress.status),
                     number(progress.code), row.held ? "" : time(row.due), row.lane_name, row.id});
}

}  // namespace dispatcher
