#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "dispatcher/daemon_status.hpp"
#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {

/// From where on no more messages are accepted. What is accepted already is not touched.
struct IntakeOptions {
  std::uint64_t backlog_max = 0;   ///< messages without an outcome; 0: no bound
  std::chrono::seconds age_max{};  ///< of the oldest message that may be sent now; 0: no bound
};

/// Whether messages are accepted now. What a bound closed is open again at nine tenths of it, so
/// that it does not flap. One thread.
class IntakeGate {
 public:
  /// How long the oldest message that may be sent now has waited; nothing: there is none.
  using Age = std::optional<std::chrono::seconds>;
  struct Closed {
    Unavailable reason = Unavailable::busy;
    int retry_after_s = 1;  ///< 1 to 60; an estimate, as good as the present rate
  };

  explicit IntakeGate(IntakeOptions options = {}) : options_(options) {}

  /// Nothing: they are accepted.
  std::optional<Closed> closed(const DaemonStatus& status, Age oldest);

  /// Whether `closed` needs an age.
  bool bounds_age() const { return options_.age_max.count() > 0; }

 private:
  bool backlog_is_full(std::uint64_t open_count);
  bool oldest_is_too_old(Age oldest);

  IntakeOptions options_;
  bool full_ = false;
  bool too_old_ = false;
};

}  // namespace dispatcher
