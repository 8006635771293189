#pragma once

#include <cstdint>
#include <optional>

#include "dispatcher/message/phase.hpp"

namespace dispatcher {

/// What was observed of one attempt: all that a verdict may rest on.
struct Evidence {
  Phase phase = Phase::response;
  /// A final response head was read. It beats any transport error, also one of the write.
  bool head_complete = false;
  int status = 0;                       ///< with head_complete
  std::optional<std::uint32_t> code{};  ///< the provider's own, from the body of a non-2xx
  bool receipt_known = false;           ///< a 2xx whose body gave the interaction's SID
  int not_found_rechecks = 0;           ///< 404s of this message so far that were not believed
};

}  // namespace dispatcher
