#pragma once

#include <string>

#include "dispatcher/face/dead_pages.hpp"

/// Rows for people; without line ends. Pure.
namespace dispatcher {

std::string dead_heading();
std::string dead_line(const DeadListPage::Row& row);

std::string dead_kinds_heading();
std::string dead_kind_line(const DeadKind& kind);

}  // namespace dispatcher
