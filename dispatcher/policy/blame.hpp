#pragma once

#include <cstddef>
#include <cstdint>

namespace dispatcher {

/// Which limit a 429 was about: the provider does not say.
enum class Blame : std::uint8_t {
  nobody = 1,  ///< neither, as far as is known: only the lane backs off
  lane,        ///< the window of the Service
  account,     ///< the requests of the account in flight
};

/// What is known of a request that was refused.
struct Refusal {
  bool lane_is_busy = false;     ///< at least half of its limit was in use
  bool account_is_busy = false;  ///< the same of the account
  /// More requests of the account than with this one were in flight when another was taken lately.
  bool more_was_taken = false;
  /// The lane had one refused before, and nothing taken since; this one was written after it.
  bool again = false;
  /// Lanes of the account with an unexplained refusal within a second, this one included.
  std::size_t lanes_refused = 1;
};

/// From so many lanes on a limit that none of them reached is their common one.
inline constexpr std::size_t lanes_refused_min = 3;

/// Another request of the same lane that is refused as well shows that it is the lane's. Else a
/// busy account is, unless it had more in flight when others were taken: lowered to as many as are
/// in flight now it loses little if it was the lane after all, which will be refused again. Pure.
constexpr Blame blame(const Refusal& refusal) {
  if (refusal.again) return Blame::lane;
  if (refusal.account_is_busy && !refusal.more_was_taken) return Blame::account;
  if (refusal.lane_is_busy) return Blame::lane;
  return refusal.lanes_refused >= lanes_refused_min ? Blame::account : Blame::nobody;
}

}  // namespace dispatcher
