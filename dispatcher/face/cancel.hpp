#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_world.hpp"

namespace dispatcher {

/// Cancels one message, or what is open of a Service or a batch. exit_done when all of it was
/// cancelled or had ended, exit_not_all when something may still be sent, exit_no_input for an id
/// that is not known, exit_try_later when no daemon runs. A Service or a batch goes page by page,
/// until a stop: exit_not_all then.
ExitCode run_cancel(const CancelCommand& command, Console& console, const CommandWorld& world);

/// With the clock of this machine, until SIGINT or SIGTERM.
ExitCode run_cancel(const CancelCommand& command, Console& console);

/// What became of the messages of one page, or of all so far.
struct CancelCounts {
  static constexpr std::size_t shown_max = 1000;
  struct Row {
    std::string id;
    std::string result;
  };

  std::uint64_t cancelled = 0;
  std::uint64_t ended = 0;
  std::uint64_t too_late = 0;
  std::uint64_t in_doubt = 0;
  std::vector<Row> not_cancelled;  ///< the first of them
  std::string next;                ///< where the next page begins; empty: that was the last

  void add(CancelCounts page);
};

/// Nothing: it is not understood. Pure.
std::optional<CancelCounts> parse_cancel_page(std::string_view json);

}  // namespace dispatcher
