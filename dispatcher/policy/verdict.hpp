#pragma once

#include <cstdint>
#include <string_view>

#include "dispatcher/policy/evidence.hpp"

namespace dispatcher {

/// What the evidence proves about one attempt.
enum class VerdictKind : std::uint8_t {
  sent = 1,       ///< the provider took the message
  not_processed,  ///< it certainly did not: the message may be sent again
  ambiguous,      ///< it may have been sent
  rejected,       ///< it will never be taken
  refused,        ///< nothing of this lane will be taken for now; the message is as good as before
};

/// Who waits, and for what, before the next attempt. Only with not_processed and refused.
enum class Wait : std::uint8_t {
  none = 0,         ///< the next connection
  message_charged,  ///< this message, and the wait counts against resends_max
  not_found,        ///< as above, and a 404 was not believed
  participant,      ///< this participant: too many texts between two numbers
  lane_slower,      ///< the lane: a limit was read off
  lane_next_day,    ///< the lane, until 00:00 UTC
  lane_probe,       ///< the lane stops; one message probes it now and then
};

struct Verdict {
  VerdictKind kind = VerdictKind::ambiguous;
  Wait wait = Wait::none;
  bool receipt_known = false;  ///< with sent
  bool operator==(const Verdict&) const = default;
};

struct VerdictOptions {
  /// A 503 with the provider's own code 20503 counts as not processed; its documents advise to try
  /// again but promise nothing. \see https://www.twilio.com/docs/api/errors/20503
  bool unavailable_is_not_processed = false;
};

std::string_view name_of(VerdictKind kind);

/// 404s of a message that are looked at again before one is believed.
inline constexpr int not_found_rechecks_max = 2;

/// Total: every evidence has a verdict. Pure; any thread.
Verdict classify(const Evidence& evidence, VerdictOptions options = {});

}  // namespace dispatcher
