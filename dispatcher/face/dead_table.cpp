#include "dispatcher/face/dead_table.hpp"

#include "dispatcher/face/table_row.hpp"

namespace dispatcher {
namespace {

constexpr std::array dead_columns = {
    Column{"ENDED", 24},  Column{"ID", 24},  Column{"SERVICE", 34},
    Column{"OUTCOME", 8}, Column{"CODE", 5}, Column{"WHY, AND WHAT TO DO", 0},
};

constexpr std::array kind_columns = {
    Column{"COUNT", 10},
    Column{"OUTCOME", 8},
    Column{"STATUS", 6},
    Column{"CODE", 5},
    Column{"WHY, AND WHAT TO DO", 0},
};

}  // namespace

std::string dead_heading() { return heading_of(dead_columns); }

std::string dead_line(const DeadListPage::Row& row) {
  return row_of<dead_columns.size()>(dead_columns, {row.ended_at, row.id, row.service, row.outcome,
                                                    number_cell(row.code), row.text});
}

std::string dead_kinds_heading() { return heading_of(kind_columns); }

std::string dead_kind_line(const DeadKind& kind) {
  return row_of<kind_columns.size()>(
      kind_columns, {std::to_string(kind.count), kind.outcome, number_cell(kind.status),
                     number_cell(kind.code), kind.text});
}

}  // namespace dispatcher
