#pragma once

#include <cstdint>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// What reloads of the configuration came to since the start.
struct ReloadRecord {
  bool last_good = true;
  WallTime last_at{};
  std::uint64_t good = 0;
  std::uint64_t failed = 0;
};

}  // namespace dispatcher
