#pragma once

#include <chrono>

namespace dispatcher {

/// How long an ended message is kept. `outcomes` is not below `bodies`.
struct RetentionOptions {
  /// A dead letter keeps its message, and so can be retried, for this long after its outcome.
  std::chrono::seconds bodies = std::chrono::hours(24 * 7);
  /// An outcome with its id, history and receipt is kept for this long; then the id is new again.
  std::chrono::seconds outcomes = std::chrono::hours(24 * 30);
};

/// No outcome is forgotten sooner, whoever asks: its receipt keeps what the provider lists of a
/// message from being taken for another's that is in doubt, which may be so for as long as a daemon
/// was down, or the provider's list could not be read.
inline constexpr std::chrono::hours outcome_kept_least{24};

}  // namespace dispatcher
