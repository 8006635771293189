#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dispatcher/policy/chain.hpp"
#include "dispatcher/policy/sliding_sum.hpp"

namespace dispatcher {

/// Whether what one Service's messages are rejected for is rather the Service's than theirs: a
/// deleted Service answers 404 to everybody, a wrong configuration 400. Then the lane is to be held
/// instead of its backlog buried. Pure; one thread.
class BlastRadius {
 public:
  static constexpr std::chrono::minutes not_found_span{5};
  static constexpr std::size_t not_found_min = 5;     ///< answers in a row, all 404
  static constexpr std::size_t participants_min = 3;  ///< they were to
  static constexpr std::chrono::seconds bad_request_span{60};
  static constexpr std::size_t results_min = 20;  ///< half of them 400

  /// An answer that tells a message's fate or would; \return it is the lane that is at fault.
  bool answered(int status, const OrderKey& participant, TimePoint now) {
    Counts& counts = recent_.at(now);
    ++counts.results;
    if (status == 400) ++counts.bad_requests;
    if (status != 404) {
      not_found_.clear();
      const Counts sum = recent_.sum(now);
      return status == 400 && sum.results >= results_min && sum.bad_requests * 2 >= sum.results;
    }
    if (not_found_.size() == kept_max) not_found_.erase(not_found_.begin());
    not_found_.push_back({participant, now});
    return is_storm(now);
  }
  /// Somebody, or a success, says that the lane works.
  void clear() {
    recent_.clear();
    not_found_.clear();
  }

 private:
  static constexpr std::size_t kept_max = 8;
  struct Counts {
    std::size_t results = 0;
    std::size_t bad_requests = 0;
    Counts& operator+=(const Counts& other) {
      results += other.results;
      bad_requests += other.bad_requests;
      return *this;
    }
  };
  struct NotFound {
    OrderKey participant{};
    TimePoint at{};
  };

  bool is_storm(TimePoint now) const {
    std::vector<OrderKey> participants;
    std::size_t count = 0;
    for (const NotFound& one : not_found_) {
      if (one.at + not_found_span <= now) continue;
      ++count;
      if (std::ranges::find(participants, one.participant) == participants.end()) {
        participants.push_back(one.participant);
      }
    }
    return count >= not_found_min && participants.size() >= participants_min;
  }

  SlidingSum<Counts, 6> recent_{bad_request_span};
  std::vector<NotFound> not_found_;  // since any other answer
};

}  // namespace dispatcher
