#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/face/log_event.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Keeps what happens again and again from filling the log: of each event, and of each subject of
/// it (a Service, an account), only the first lines of a minute are written. Bounded memory; one
/// thread at a time.
class LogLimiter {
 public:
  static constexpr std::chrono::minutes window{1};
  /// Of one event and one subject.
  static constexpr std::size_t lines_max = 5;
  /// Of one event.
  static constexpr std::size_t subjects_max = 100;

  struct LeftOut {
    LogEventId event;
    std::uint64_t lines_count;
  };

  /// Whether the line is written; else it is counted.
  bool allows(LogEventId event, std::string_view subject, TimePoint now);
  /// What was left out in the minutes that have ended by `now`, each told once.
  std::vector<LeftOut> take_left_out(TimePoint now);

 private:
  struct Minute {
    TimePoint began{};
    std::map<std::string, std::size_t, std::less<>> lines_by_subject;
    std::uint64_t left_out_count = 0;
  };

  std::array<Minute, log_event_names.size()> minutes_;  // by event, in the order of their names
};

}  // namespace dispatcher
