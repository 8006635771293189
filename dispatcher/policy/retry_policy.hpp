#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <optional>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

struct RetryOptions {
  /// First wait before a re-send; doubles with each, full jitter.
  std::chrono::milliseconds base{250};
  std::chrono::milliseconds cap{60'000};
  /// Re-sends that count (after doubt, a 404, a conflict, a full queue) before a message is dead.
  std::uint32_t resends_max = 5;
  /// With policy `resend`: not before this long after the write. Never below the response timeout,
  /// or the first request might still be on its way.
  std::chrono::milliseconds resend_after{35'000};
};

/// Full jitter: anything from 0 to a ceiling that doubles with each wait, so that many waiters
/// spread. \param waits_before  how often it waited already \param chance  in [0, 1)
inline std::chrono::milliseconds full_jitter(std::chrono::milliseconds base,
                                             std::chrono::milliseconds cap,
                                             std::uint32_t waits_before, double chance) {
  assert(chance >= 0.0 && chance < 1.0);
  const auto doublings = std::min<std::uint32_t>(waits_before, 20);
  const auto ceiling = std::min(cap, base * (std::int64_t{1} << doublings));
  return std::chrono::duration_cast<std::chrono::milliseconds>(ceiling * chance);
}

/// Waits after a conflict with a state that somebody is just changing, after a 404 that may be
/// spurious, and after a full queue at the provider, which drains in minutes; the jitter comes on
/// top.
inline constexpr std::chrono::milliseconds conflict_wait{1'000};
inline constexpr std::chrono::milliseconds not_found_wait{2'000};
inline constexpr std::chrono::milliseconds queue_full_wait{60'000};
/// The provider's loop guard counts texts between two numbers over this long.
/// \see https://www.twilio.com/docs/api/errors/14107
inline constexpr std::chrono::milliseconds pair_limit_wait{30'000};

/// When a message whose re-sends count may be sent again; nothing: it is dead.
/// \param resends_charged  so far
inline std::optional<std::chrono::milliseconds> charged_wait(const RetryOptions& options,
                                                             std::uint32_t resends_charged,
                                                             std::chrono::milliseconds wait_min,
                                                             double chance) {
  if (resends_charged >= options.resends_max) return std::nullopt;
  return wait_min + full_jitter(options.base, options.cap, resends_charged, chance);
}

}  // namespace dispatcher
