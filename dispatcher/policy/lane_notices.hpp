#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// What somebody should hear of lanes, where one word for each message would be too many: a count
/// for each lane, at most once a minute. Pure; one thread.
class LaneNotices {
 public:
  /// What comes together is told together.
  static constexpr std::chrono::seconds gathering{1};
  static constexpr std::chrono::seconds interval{60};

  struct Notice {
    std::string lane;
    std::uint64_t count = 0;
  };

  void add(const std::string& lane, std::uint64_t count, TimePoint now) {
    const auto [entry, is_new] = entries_.try_emplace(lane, Entry{0, now + gathering});
    entry->second.count += count;
    next_at_ = std::min(next_at_, std::max(entry->second.tell_at, taken_at_ + gathering));
  }

  /// When `take` has something, or forgets something; max: never.
  TimePoint next_at() const { return next_at_; }

  std::vector<Notice> take(TimePoint now) {
    std::vector<Notice> told;
    taken_at_ = now;
    next_at_ = TimePoint::max();
    for (auto at = entries_.begin(); at != entries_.end();) {
      Entry& entry = at->second;
      if (entry.tell_at <= now && entry.count == 0) {
        at = entries_.erase(at);
        continue;
      }
      if (entry.tell_at <= now) {
        told.push_back({at->first, entry.count});
        entry = {0, now + interval};
      }
      next_at_ = std::min(next_at_, std::max(entry.tell_at, now + gathering));
      ++at;
    }
    return told;
  }

 private:
  struct Entry {
    std::uint64_t count = 0;  // not told yet
    TimePoint tell_at{};      // not sooner
  };
  std::unordered_map<std::string, Entry> entries_;
  TimePoint next_at_ = TimePoint::max();
  TimePoint taken_at_{};
};

}  // namespace dispatcher
