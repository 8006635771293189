#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "queue/census.hpp"

namespace queue::census_row {

/// Larger ones are not written: then the next start counts.
inline constexpr std::size_t bytes_max = std::size_t{1} << 20;

/// A complete census, as it stands in the spool behind the commit with this number. Empty: it would
/// be too large. Pure.
std::string encode(const Census& census, std::uint64_t commit);

enum class Loaded : std::uint8_t {
  complete = 1,  ///< nothing is left to count
  stale,         ///< of an earlier commit, or not as large as it must be: the census is as it was
  unreadable,    ///< none that this version writes; likewise
};
/// Into a census that nothing was counted in, of a spool that stands behind this commit and has so
/// many open messages in lanes up to `lane_last`. Pure.
Loaded load(Census& census, std::string_view bytes, std::uint64_t commit, std::uint64_t open_count,
            LaneNumber lane_last);

}  // namespace queue::census_row
