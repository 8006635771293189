#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dispatcher/message/time.hpp"
#include "dispatcher/policy/retry_policy.hpp"

namespace dispatcher {

struct ConnectPaceOptions {
  /// First wait after a failed connect; doubles with each further one, full jitter.
  std::chrono::milliseconds backoff_min{250};
  /// Longest wait: an endpoint that is back is found soon.
  std::chrono::milliseconds backoff_max{5'000};
  /// Wait after a refused certificate or host name: a handshake alone probes.
  std::chrono::milliseconds refused_probe{30'000};
};

/// When an endpoint that failed to connect is tried again. Pure; one thread.
class ConnectPace {
 public:
  explicit ConnectPace(ConnectPaceOptions options) : options_(options) {}

  /// \param chance  in [0, 1)
  void failed(TimePoint now, double chance) {
    const auto wait =
        full_jitter(options_.backoff_min, options_.backoff_max, failures_in_a_row_++, chance);
    try_at_ = std::max(try_at_, now + wait);
  }
  void refused(TimePoint now) {
    refused_ = true;
    try_at_ = now + options_.refused_probe;
  }
  void succeeded() {
    failures_in_a_row_ = 0;
    refused_ = false;
    try_at_ = {};
  }

  /// Someone says that the cause is gone: the next try need not wait.
  void try_now() { try_at_ = {}; }

  bool may_try(TimePoint now) const { return now >= try_at_; }
  TimePoint try_at() const { return try_at_; }
  bool is_refused() const { return refused_; }
  /// No failure since the last success.
  bool is_well() const { return failures_in_a_row_ == 0 && !refused_; }

 private:
  ConnectPaceOptions options_;
  std::uint32_t failures_in_a_row_ = 0;
  bool refused_ = false;
  TimePoint try_at_{};
};

}  // namespace dispatcher
