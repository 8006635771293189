#pragma once

#include <chrono>

namespace dispatcher {

/// When the provider's own list is asked what became of a message that may have been sent. Looks
/// ascend; the first two count from the moment of the doubt, the last from the write.
struct ReconcileOptions {
  std::chrono::milliseconds look_first{5'000};
  std::chrono::milliseconds look_second{20'000};
  /// 30 s that the provider works on a request at most, 60 s until its list shows it, and 5.
  std::chrono::milliseconds look_last{95'000};
  /// Nothing found by the last look: it is sent again; else an operator decides.
  bool then_resend = false;
};

}  // namespace dispatcher
