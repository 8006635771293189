#include "dispatcher/face/outcomes_table.hpp"

#include "dispatcher/face/table_row.hpp"

namespace dispatcher {
namespace {

constexpr std::array outcome_columns = {
    Column{"SEQUENCE", 10}, Column{"ENDED", 24}, Column{"OUTCOME", 9},  Column{"TRIES", 5},
    Column{"STATUS", 6},    Column{"CODE", 5},   Column{"RECEIPT", 34}, Column{"ID", 0},
};

constexpr std::array open_columns = {
    Column{"STATE", 8}, Column{"REASON", 17}, Column{"TRIES", 5},    Column{"STATUS", 6},
    Column{"CODE", 5},  Column{"DUE", 24},    Column{"SERVICE", 34}, Column{"ID", 0},
};

}  // namespace

std::string outcome_heading() { return heading_of(outcome_columns); }

std::string outcome_line(const queue::OutcomeRow& row, const Outcome& outcome) {
  const std::string receipt(outcome.interaction ? outcome.interaction->text() : "");
  return row_of<outcome_columns.size()>(
      outcome_columns, {std::to_string(row.sequence), time_cell(outcome.answered_at),
                        std::string(name_of(outcome.kind)), std::to_string(outcome.attempts),
                        number_cell(outcome.status), number_cell(outcome.code), receipt, row.id});
}

std::string open_heading() { return heading_of(open_columns); }

std::string open_line(const queue::OpenRow& row, const Progress& progress) {
  return row_of<open_columns.size()>(
      open_columns,
      {row.held ? "held" : "in doubt", std::string(name_of(progress.reason)),
       std::to_string(progress.attempts), number_cell(progress.status), number_cell(progress.code),
       row.held ? "" : time_cell(row.due), row.lane_name, row.id});
}

}  // namespace dispatcher
