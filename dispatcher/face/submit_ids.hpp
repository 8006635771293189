#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Makes ids that ascend with time: UUIDs of version 7 (RFC 9562 section 5.7) whose counter keeps
/// the order within a millisecond (section 6.2, method 1). Neighbours in time are neighbours in the
/// spool's index, which costs a third of random ones.
class TimeOrderedIds {
 public:
  std::string next(WallTime now);

 private:
  std::uint64_t random_bits();

  std::int64_t last_ms_ = 0;
  std::uint64_t counter_ = 0;
  std::array<std::uint64_t, 64> random_{};
  std::size_t random_left_ = 0;
};

}  // namespace dispatcher
