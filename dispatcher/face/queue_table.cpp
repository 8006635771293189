#include "dispatcher/face/queue_table.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "dispatcher/face/json_table.hpp"
#include "dispatcher/face/table_row.hpp"
#include "queue/spool_control.hpp"

namespace dispatcher {
namespace {

using simdjson::dom::element;

constexpr std::size_t ages_count = queue::lane_ages_count;
static_assert(queue::lane_age_first == std::chrono::minutes{5} && ages_count == 10,
              "what the columns say");
constexpr std::size_t cells_count = 10 + ages_count;
constexpr std::array<Column, cells_count> queue_columns = {
    Column{"SERVICE", 34}, Column{"ACCOUNT", 8}, Column{"OPEN", 8},   Column{"5m", 6},
    Column{"10m", 6},      Column{"20m", 6},     Column{"40m", 6},    Column{"80m", 6},
    Column{"160m", 6},     Column{"320m", 6},    Column{"640m", 6},   Column{"1280m", 6},
    Column{"OLDER", 6},    Column{"LIMIT", 12},  Column{"SENT/S", 6}, Column{"429", 6},
    Column{"DRAINED", 8},  Column{"WAITS", 36},  Column{"AGE", 6},    Column{"OLDEST SENDABLE", 0},
};

std::uint64_t count_in(element object, std::string_view key) {
  std::uint64_t count = 0;
  return object[key].get(count) == simdjson::SUCCESS ? count : 0;
}

std::string text_in(element object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? for_terminal(text) : std::string();
}

/// With one digit behind the point, where it is not 0.
std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), number == std::floor(number) ? "%.0f" : "%.1f", number);
  return text.data();
}

double number_in(element object, std::string_view key) {
  double number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

/// "12 of 30": less is enforced than was configured.
std::string limit_cell(element lane) {
  const double configured = number_in(lane, "limit_configured_per_second");
  if (configured == 0) return {};
  const double enforced = number_in(lane, "limit_per_second");
  const auto text = number_text(configured);
  return enforced == configured ? text : number_text(enforced) + " of " + text;
}

/// "40s", "12m", "3h", "2d": the two-digit part of a duration, rounded up.
std::string duration_cell(double seconds) {
  struct Unit {
    double seconds;
    char letter;
  };
  constexpr std::array units = {Unit{1, 's'}, Unit{60, 'm'}, Unit{3'600, 'h'}, Unit{86'400, 'd'}};
  const Unit* unit = &units.front();
  for (const Unit& larger : units) {
    if (seconds >= 2 * larger.seconds) unit = &larger;
  }
  return number_text(std::ceil(seconds / unit->seconds)) + unit->letter;
}

std::string waits_cell(element lane) {
  element waits;
  if (lane["waits"].get(waits) != simdjson::SUCCESS) return {};
  auto cell = text_in(waits, "cause");
  std::ranges::replace(cell, '_', ' ');
  const auto until = text_in(waits, "until");
  return until.empty() ? cell : cell + " until " + until;
}

/// Nothing for a lane that nobody has told anything of.
std::string if_told(element lane, std::string text) {
  element told;
  return lane["sent_per_second"].get(told) == simdjson::SUCCESS ? std::move(text) : "";
}

struct Sums {
  std::uint64_t open = 0;
  std::array<std::uint64_t, ages_count> ages{};
};

std::string lane_row(element lane, Sums& sums) {
  std::array<std::string, cells_count> cells;
  cells[0] = text_in(lane, "service");
  cells[1] = text_in(lane, "account");
  cells[2] = std::to_string(count_in(lane, "open"));
  sums.open += count_in(lane, "open");
  simdjson::dom::array ages;
  std::size_t age = 0;
  if (lane["age_counts"].get(ages) == simdjson::SUCCESS) {
    for (const auto entry : ages) {
      std::uint64_t count = 0;
      if (age == ages_count || entry.get(count) != simdjson::SUCCESS) break;
      cells[3 + age] = number_cell(count);
      sums.ages[age++] += count;
    }
  }
  cells[13] = limit_cell(lane);
  cells[14] = if_told(lane, number_text(number_in(lane, "sent_per_second")));
  cells[15] = if_told(lane, number_text(number_in(lane, "percent_429")) + "%");
  element drain;
  if (lane["drain_s"].get(drain) == simdjson::SUCCESS) {
    cells[16] = duration_cell(number_in(lane, "drain_s"));
  }
  cells[17] = waits_cell(lane);
  element oldest;
  if (lane["oldest_sendable"].get(oldest) == simdjson::SUCCESS) {
    cells[18] = duration_cell(number_in(oldest, "age_s"));
    cells[19] = text_in(oldest, "id");
  }
  return row_of(queue_columns, cells);
}

std::string total_row(const Sums& sums) {
  std::array<std::string, cells_count> cells;
  cells.fill(" ");
  cells[0] = "TOTAL";
  cells[2] = std::to_string(sums.open);
  for (std::size_t i = 0; i < ages_count; ++i) cells[3 + i] = number_cell(sums.ages[i]);
  auto row = row_of(queue_columns, cells);
  row.erase(row.find_last_not_of(' ') + 1);
  return row;
}

std::string not_shown(std::size_t shown_count, std::size_t told_count, std::uint64_t lanes_count) {
  if (shown_count == lanes_count) return {};
  auto text = std::to_string(lanes_count - shown_count) + " of " + std::to_string(lanes_count) +
              " lanes are not shown";
  if (told_count < lanes_count) {
    text += "; the total is of the largest " + std::to_string(told_count);
  }
  return text + '\n';
}

}  // namespace

std::string queue_table(std::string_view json, std::size_t rows_max) {
  simdjson::dom::parser parser;
  element answer;
  simdjson::dom::array lanes;
  const bool understood = parser.parse(json.data(), json.size()).get(answer) == simdjson::SUCCESS &&
                          answer["lanes"].get(lanes) == simdjson::SUCCESS;
  if (!understood) return std::string(json);
  Sums sums;
  std::string table = heading_of(queue_columns) + '\n';
  std::size_t told_count = 0;
  for (const element lane : lanes) {
    const auto row = lane_row(lane, sums);
    if (told_count++ < rows_max) table += row + '\n';
  }
  table += total_row(sums) + '\n';
  table += not_shown(std::min(told_count, rows_max), told_count, count_in(answer, "lanes_count"));
  bool complete = true;
  if (answer["complete"].get(complete) == simdjson::SUCCESS && !complete) {
    table += "still counting what was there at the start: there is more\n";
  }
  return table;
}

}  // namespace dispatcher
