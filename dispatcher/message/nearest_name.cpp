#include "dispatcher/message/nearest_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace dispatcher {
namespace {

constexpr std::size_t name_chars_max = 64;

/// Edits that make `a` into `b` (Levenshtein); both at most name_chars_max long.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::array<std::size_t, name_chars_max + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view text, std::span<const std::string_view> known) {
  std::string_view nearest;
  if (text.size() > name_chars_max) return nearest;
  std::size_t fewest = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const auto name : known) {
    if (name.size() > name_chars_max) continue;
    const auto edits = edits_between(text, name);
    if (edits >= fewest) continue;
    fewest = edits;
    nearest = name;
  }
  return nearest;
}

}  // namespace dispatcher
