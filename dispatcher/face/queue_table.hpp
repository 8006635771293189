#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dispatcher {

/// Lanes in the table unless all are wanted.
inline constexpr std::size_t queue_shown_max = 20;

/// What GET /v1/queue answers, for a person: a row for each of the first `rows_max` lanes, with its
/// open messages by age, then all lanes of the answer together, and how many are not shown. What is
/// not understood stays as it is. Pure.
std::string queue_table(std::string_view json, std::size_t rows_max);

}  // namespace dispatcher
