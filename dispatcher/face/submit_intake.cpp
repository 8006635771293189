#include "dispatcher/face/submit_intake.hpp"

#include <cassert>
#include <utility>

namespace dispatcher {
namespace {

/// How long to leave the spool alone when it is behind and has nothing of ours to answer.
constexpr std::chrono::milliseconds ring_full_pause{5};

}  // namespace

void IntakeCounts::add(queue::Acceptance acceptance) {
  switch (acceptance) {
    case queue::Acceptance::accepted:
      ++accepted;
      break;
    case queue::Acceptance::duplicate:
      ++duplicate;
      break;
    case queue::Acceptance::conflict:
      ++conflict;
      break;
  }
}

IntakePipe::IntakePipe(Submit submit, std::function<WallTime()> now, OnConflict on_conflict)
    : submit_(std::move(submit)), now_(std::move(now)), on_conflict_(std::move(on_conflict)) {}

IntakePipe::~IntakePipe() { wait_until_outstanding(0); }

bool IntakePipe::add(std::uint64_t line, queue::Submission submission) {
  if (error_) return false;
  batch_bytes_ += submission.id.size() + submission.payload.size();
  batch_.submissions.push_back(std::move(submission));
  batch_lines_.push_back(line);
  if (batch_.submissions.size() >= batch_count_max || batch_bytes_ >= batch_bytes_max) hand_in();
  return !error_;
}

bool IntakePipe::finish() {
  if (!error_ && !batch_.submissions.empty()) hand_in();
  wait_until_outstanding(0);
  return !error_;
}

void IntakePipe::hand_in() {
  wait_until_outstanding(outstanding_max - 1);
  batch_.accepted_at = now_();
  auto lines = std::exchange(batch_lines_, {});
  batch_.done = [this, lines](queue::Result<std::vector<queue::Acceptance>> result) {
    const std::lock_guard lock(mutex_);
    answers_.push_back({lines, std::move(result)});
    answered_.notify_one();
  };
  while (!error_) {
    // The spool takes the batch away only when it accepts it.
    const auto handed = submit_(batch_);
    if (handed) {
      ++outstanding_count_;
      break;
    }
    if (handed.error() != queue::errc::ring_full) {
      error_ = handed.error();
    } else if (outstanding_count_ > 0) {
      wait_until_outstanding(outstanding_count_ - 1);
    } else {
      wait_a_moment();
    }
  }
  batch_ = {};
  batch_bytes_ = 0;
}

void IntakePipe::wait_a_moment() {
  std::unique_lock lock(mutex_);
  answered_.wait_for(lock, ring_full_pause);
}

void IntakePipe::wait_until_outstanding(std::size_t count) {
  while (outstanding_count_ > count) {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return !answers_.empty(); });
    const auto answer = std::move(answers_.front());
    answers_.pop_front();
    lock.unlock();
    --outstanding_count_;
    take(answer);
  }
}

void IntakePipe::take(const Answer& answer) {
  if (!answer.result) {
    if (!error_) error_ = answer.result.error();
    return;
  }
  assert(answer.result->size() == answer.lines.size());
  for (std::size_t i = 0; i < answer.lines.size(); ++i) {
    counts_.add((*answer.result)[i]);
    if ((*answer.result)[i] == queue::Acceptance::conflict) on_conflict_(answer.lines[i]);
  }
}

}  // namespace dispatcher
