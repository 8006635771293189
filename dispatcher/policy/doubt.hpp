#pragma once

#include <algorithm>
#include <cstdint>

#include "dispatcher/message/message.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/policy/retry_policy.hpp"

namespace dispatcher {

/// What becomes of a message that may have been sent.
struct DoubtStep {
  enum class Kind : std::uint8_t {
    hold = 1,  ///< an operator decides
    resend,    ///< at `due`
    dead,      ///< it was re-sent as often as it may be
  };
  Kind kind = Kind::hold;
  WallTime due{};
};

/// What is to be reconciled is held: an operator looks. Books a re-send in `progress` when that is
/// the step. \param written_at  the request in doubt, or the latest moment at which it can have
/// been written \param chance  in [0, 1)
inline DoubtStep step_after_doubt(OnAmbiguous policy, const RetryOptions& options,
                                  Progress& progress, WallTime written_at, WallTime now,
                                  double chance) {
  if (policy != OnAmbiguous::resend) return {};
  const auto wait = charged_wait(options, progress.resends_charged, {}, chance);
  if (!wait) return {DoubtStep::Kind::dead, {}};
  ++progress.resends_charged;
  ++progress.resends_after_doubt;
  return {DoubtStep::Kind::resend, std::max(written_at + options.resend_after, now + *wait)};
}

}  // namespace dispatcher
