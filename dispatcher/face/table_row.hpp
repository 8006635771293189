#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/message/time.hpp"

/// Rows of tables for people; without line ends. Pure.
namespace dispatcher {

struct Column {
  std::string_view name;
  std::size_t width;
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

/// Nothing for 0.
inline std::string number_cell(std::uint64_t value) {
  return value == 0 ? "" : std::to_string(value);
}

/// Nothing for the epoch.
inline std::string time_cell(WallTime value) {
  std::string text;
  if (value != WallTime{}) append_rfc3339(text, value);
  return text;
}

}  // namespace dispatcher
