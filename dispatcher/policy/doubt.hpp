#pragma once

#include <algorithm>
#include <cstdint>

#include "dispatcher/message/message.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/policy/reconcile.hpp"
#include "dispatcher/policy/retry_policy.hpp"

namespace dispatcher {

/// What becomes of a message that may have been sent.
struct DoubtStep {
  enum class Kind : std::uint8_t {
    hold = 1,  ///< an operator decides
    resend,    ///< at `due`
    look,      ///< at the provider's list, at `due`
    dead,      ///< it was re-sent as often as it may be
  };
  Kind kind = Kind::hold;
  WallTime due{};
};

/// Books a re-send in `progress`, if there may be one more. `progress.last_write_at` is the latest
/// moment at which the request in doubt can have been written. \param chance  in [0, 1)
inline DoubtStep step_to_resend(const RetryOptions& options, Progress& progress, WallTime now,
                                double chance) {
  const auto wait = charged_wait(options, progress.resends_charged, {}, chance);
  if (!wait) return {DoubtStep::Kind::dead, {}};
  ++progress.resends_charged;
  ++progress.resends_after_doubt;
  return {DoubtStep::Kind::resend,
          std::max(progress.last_write_at + options.resend_after, now + *wait)};
}

/// Books a new doubt in `progress`, whose reason says that it is one, and whose `last_write_at` is
/// as above. \param doubt_from  the earliest moment at which the request in doubt can have been
/// written
inline DoubtStep step_after_doubt(OnAmbiguous policy, const RetryOptions& retry,
                                  const ReconcileOptions& reconcile, Progress& progress,
                                  WallTime doubt_from, WallTime now, double chance) {
  if (progress.doubt_from == WallTime{}) progress.doubt_from = doubt_from;
  progress.booked_at = now;
  progress.looks = 0;
  switch (policy) {
    case OnAmbiguous::hold:
      break;
    case OnAmbiguous::resend:
      return step_to_resend(retry, progress, now, chance);
    case OnAmbiguous::reconcile:
      progress.reason = WaitReason::reconciling;
      return {DoubtStep::Kind::look, look_due(reconcile, progress)};
  }
  return {DoubtStep::Kind::hold, {}};
}

/// After a complete look that did not find the message, which is counted in `progress`.
inline DoubtStep step_after_look(const RetryOptions& retry, const ReconcileOptions& reconcile,
                                 Finding finding, Progress& progress, WallTime now, double chance) {
  if (progress.looks < looks_max) return {DoubtStep::Kind::look, look_due(reconcile, progress)};
  progress.reason = WaitReason::ambiguous;
  if (finding == Finding::unclear || !reconcile.then_resend) return {DoubtStep::Kind::hold, {}};
  return step_to_resend(retry, progress, now, chance);
}

}  // namespace dispatcher
