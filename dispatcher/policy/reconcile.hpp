#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dispatcher/message/interaction_list.hpp"
#include "dispatcher/message/message.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/policy/reconcile_options.hpp"

/// What the provider's list of a session says about messages that may have been sent. Pure.
namespace dispatcher {

/// The provider gives a request up after some 26 to 30 s (its support's word, and why its own
/// client libraries wait 30 s): until then after its write a row of it may be made.
inline constexpr std::chrono::seconds provider_time_max{30};
/// Rows carry whole seconds, and so does the Date field that their clock is compared by.
inline constexpr std::chrono::seconds row_time_slack{2};
/// An equal text that nobody owns this near to the time of a message may be it after all: the
/// clocks may differ in a way that the Date field does not show.
inline constexpr std::chrono::minutes row_time_doubt{10};

/// How often a list is looked at.
inline constexpr std::uint32_t looks_max = 3;

/// When the next look is due; after the last one has no meaning. `progress.looks` were complete.
WallTime look_due(const ReconcileOptions& options, const Progress& progress);

enum class Finding : std::uint8_t {
  found = 1,  ///< a row is this message
  absent,     ///< no row is, and none can be it
  unclear,    ///< a row that nobody owns may be it
};

/// A message that is looked for.
struct Sought {
  const Message* message = nullptr;
  WallTime from{};        ///< its first write in doubt, by our clock
  WallTime until{};       ///< when the provider was through with its last write, at the latest
  std::uint64_t age = 0;  ///< a lower one was accepted earlier
};

/// What is known of a row besides what it says.
struct Listed {
  const InteractionRow* row = nullptr;
  bool is_owned = false;  ///< it belongs to some message already
};

struct Match {
  Finding finding = Finding::absent;
  std::size_t row = 0;  ///< with `found`: which one
};

/// The rows that can matter for any of `sought`: outbound texts to their participants at their
/// time, or nearly. Their owners are to be found out.
std::vector<std::size_t> rows_that_matter(std::span<const Sought> sought,
                                          std::span<const InteractionRow> rows,
                                          std::chrono::microseconds clock_ahead);

/// \param clock_ahead  how far the provider's clock is ahead of ours
/// \return             for each sought message, in order. A row is found by one of them at most:
///                     of messages with equal texts the earliest gets the earliest row
std::vector<Match> compare(std::span<const Sought> sought, std::span<const Listed> rows,
                           std::chrono::microseconds clock_ahead);

}  // namespace dispatcher
