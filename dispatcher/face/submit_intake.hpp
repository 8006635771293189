#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "dispatcher/message/time.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

struct IntakeCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t conflict = 0;

  void add(queue::Acceptance acceptance);
};

/// Hands submissions to the spool in batches, a few of them at a time, so that lines are read while
/// earlier ones are being synced and memory stays bounded. One thread, but for the spool's answers.
class IntakePipe {
 public:
  static constexpr std::size_t batch_count_max = 1000;
  static constexpr std::size_t batch_bytes_max = 1 << 20;
  static constexpr std::size_t outstanding_max = 4;

  using Submit = std::function<queue::Result<void>(queue::Intake)>;
  /// Told of each line whose id is known with other content.
  using OnConflict = std::function<void(std::uint64_t line)>;

  IntakePipe(Submit submit, std::function<WallTime()> now, OnConflict on_conflict);
  /// Waits for what is outstanding.
  ~IntakePipe();
  IntakePipe(const IntakePipe&) = delete;
  IntakePipe& operator=(const IntakePipe&) = delete;

  /// False: the spool failed (`error`), and nothing more is taken.
  bool add(std::uint64_t line, queue::Submission submission);
  /// Hands in the rest and waits for every answer; false as above.
  bool finish();

  const IntakeCounts& counts() const { return counts_; }
  const boost::system::error_code& error() const { return error_; }

 private:
  struct Answer {
    std::vector<std::uint64_t> lines;
    queue::Result<std::vector<queue::Acceptance>> result;
  };

  void hand_in();
  /// Waits until at most `count` batches are outstanding, and counts their answers.
  void wait_until_outstanding(std::size_t count);
  void wait_a_moment();
  void take(const Answer& answer);

  const Submit submit_;
  const std::function<WallTime()> now_;
  const OnConflict on_conflict_;
  queue::Intake batch_;
  std::vector<std::uint64_t> batch_lines_;
  std::size_t batch_bytes_ = 0;
  std::size_t outstanding_count_ = 0;
  IntakeCounts counts_;
  boost::system::error_code error_;

  std::mutex mutex_;  // of what the spool's thread touches
  std::condition_variable answered_;
  std::deque<Answer> answers_;
};

}  // namespace dispatcher
