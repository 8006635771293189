#pragma once

#include <string>
#include <vector>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

inline std::string sent_record() {
  Outcome outcome;
  outcome.interaction = InteractionSid::parse("KI" + std::string(32, 'b')).value();
  outcome.attempts = 2;
  outcome.status = 201;
  return encode_outcome(outcome);
}

inline std::string doubt_record() {
  Progress progress;
  progress.reason = WaitReason::ambiguous;
  progress.attempts = 1;
  return encode_progress(progress);
}

/// A spool whose rows the test writes.
class FakeReader : public queue::SpoolReader {
 public:
  queue::Result<void> refresh() override {
    ++refreshes;
    if (failure) return failure;
    return {};
  }
  queue::Result<std::vector<queue::OutcomeRow>> outcomes(std::uint64_t after,
                                                         std::size_t count_max) override {
    if (failure) return failure;
    std::vector<queue::OutcomeRow> found;
    for (const auto& row : rows) {
      if (row.sequence > after && found.size() < count_max) found.push_back(row);
    }
    return found;
  }
  queue::Result<std::vector<queue::OpenRow>> open_messages(std::size_t) override {
    return open_rows;
  }

  void add_sent(std::uint64_t sequence) {
    rows.push_back({sequence, "m" + std::to_string(sequence), sent_record()});
  }

  std::vector<queue::OutcomeRow> rows;
  std::vector<queue::OpenRow> open_rows;
  boost::system::error_code failure;
  int refreshes = 0;
};

}  // namespace dispatcher
