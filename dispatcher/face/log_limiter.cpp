#include "dispatcher/face/log_limiter.hpp"

#include <algorithm>
#include <utility>

namespace dispatcher {

bool LogLimiter::allows(LogEventId event, std::string_view subject, TimePoint now) {
  const auto* const entry = std::ranges::find(log_event_names, event, &LogEventName::id);
  Minute& minute = minutes_.at(static_cast<std::size_t>(entry - log_event_names.begin()));
  if (now - minute.began >= window) {
    minute.began = now;
    minute.lines_by_subject.clear();
  }
  auto found = minute.lines_by_subject.find(subject);
  if (found == minute.lines_by_subject.end() && minute.lines_by_subject.size() < subjects_max) {
    found = minute.lines_by_subject.emplace(subject, 0).first;
  }
  if (found == minute.lines_by_subject.end() || found->second == lines_max) {
    ++minute.left_out_count;
    return false;
  }
  ++found->second;
  return true;
}

std::vector<LogLimiter::LeftOut> LogLimiter::take_left_out(TimePoint now) {
  std::vector<LeftOut> left_out;
  for (std::size_t i = 0; i < minutes_.size(); ++i) {
    Minute& minute = minutes_[i];
    if (minute.left_out_count == 0 || now - minute.began < window) continue;
    left_out.push_back({log_event_names[i].id, std::exchange(minute.left_out_count, 0)});
  }
  return left_out;
}

}  // namespace dispatcher
