#pragma once

#include <cstdint>

#include "queue/spool_control.hpp"

namespace dispatcher {

/// What the disk of the spool lets us do.
enum class DiskSpace : std::uint8_t {
  enough = 1,
  below_reserve,  ///< submissions are refused; sending goes on
  full,           ///< nothing is recorded, and so nothing is sent
};

inline DiskSpace space_of(const queue::SpoolLevels& levels) {
  if (levels.out_of_space) return DiskSpace::full;
  return levels.below_reserve ? DiskSpace::below_reserve : DiskSpace::enough;
}

}  // namespace dispatcher
