#pragma once

#include <cstdint>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How reading the configuration again went, since the start.
struct ReloadRecord {
  bool last_good = true;
  WallTime last_at{};  ///< epoch: never yet
  std::uint64_t good = 0;
  std::uint64_t failed = 0;
};

}  // namespace dispatcher
