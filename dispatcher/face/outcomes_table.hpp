#pragma once

#include <string>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"
#include "queue/durable_spool.hpp"

/// Rows for people; without line ends. Pure.
namespace dispatcher {

std::string outcome_heading();
std::string outcome_line(const queue::OutcomeRow& row, const Outcome& outcome);

std::string open_heading();
std::string open_line(const queue::OpenRow& row, const Progress& progress);

}  // namespace dispatcher
