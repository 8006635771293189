#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/message/time.hpp"

/// What `bench` finds out about the messages that it handed in. Pure.
namespace dispatcher {

/// One of them, ended. Times are whole milliseconds.
struct BenchOutcome {
  std::string name;            ///< "sent", "rejected" ..
  std::uint64_t attempts = 0;  ///< requests handed over whole
  WallTime written_at{};       ///< the first of them; epoch: none
  WallTime answered_at{};
};

/// From what the daemon shows of a message. Nothing: it has not ended, or that is not understood.
std::optional<BenchOutcome> bench_outcome_of(std::string_view shown);

/// Milliseconds below which so many of the values lie. All 0 for no values.
struct BenchPercentiles {
  std::uint64_t p50 = 0;
  std::uint64_t p90 = 0;
  std::uint64_t p99 = 0;
  std::uint64_t p99_9 = 0;
  std::uint64_t most = 0;
};
BenchPercentiles percentiles_of(std::vector<std::uint64_t> milliseconds);

class BenchReport {
 public:
  /// \param due  when it was to be handed in
  void add(const BenchOutcome& outcome, WallTime due);

  std::uint64_t count() const;
  bool all_sent(std::uint64_t messages_count) const;

  /// Both end with a line feed.
  std::string table(std::uint64_t messages_count) const;
  std::string json(std::uint64_t messages_count) const;

 private:
  /// Messages a minute, from the first written to the last; 0 for fewer than two.
  std::uint64_t written_per_minute() const;

  std::map<std::string, std::uint64_t> outcomes_;
  std::uint64_t attempts_again_ = 0;  // behind the first of each
  std::uint64_t written_count_ = 0;
  WallTime first_written_at_ = WallTime::max();
  WallTime last_written_at_{};
  std::vector<std::uint64_t> due_to_written_ms_;
  std::vector<std::uint64_t> written_to_answered_ms_;
};

}  // namespace dispatcher
