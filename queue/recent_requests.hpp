#pragma once

#include "queue/books.hpp"
#include "queue/durable_spool.hpp"

namespace queue {

/// Outcomes looked at, at most, and as many requests; and messages that are held.
inline constexpr std::size_t recent_rows_max = 65'536;
inline constexpr std::size_t recent_held_max = 4'096;

/// Fills `books.arrived_latest` from the newest outcomes, and from the notes of messages that are
/// held. False: there may be more, or the times mean nothing now. What is in doubt after the death
/// of a process, or due, is told to shards in other ways. Commits and syncs. For the time between
/// recovery and the first turn.
bool find_recent_requests(Books& books, const SpoolOptions& options);

}  // namespace queue
