#pragma once

#include <memory>

#include "dispatcher/face/options.hpp"
#include "dispatcher/face/submit_sink.hpp"
#include "dispatcher/message/content_digest.hpp"

namespace dispatcher {

/// Writes a spool that no daemon has open.
class SpoolSink final : public CheckingSink {
 public:
  /// Opens the spool, or gives nothing and says why in `failure`.
  static std::unique_ptr<SpoolSink> open(const Options& options, SubmitMessages& messages,
                                         const std::function<WallTime()>& now,
                                         const OnRefused& on_refused, SubmitFailure& failure);

  bool finish() override { return pipe_.finish(); }
  const IntakeCounts& counts() const override { return pipe_.counts(); }
  SubmitFailure failure() const override;

 private:
  SpoolSink(std::unique_ptr<queue::DurableSpool> spool, const DigestKey& key,
            SubmitMessages& messages, const std::function<WallTime()>& now,
            const OnRefused& on_refused);
  bool pass_on(std::uint64_t line, const Message& message) override {
    return pipe_.add(line, to_spool(message, digester_));
  }

  std::unique_ptr<queue::DurableSpool> spool_;
  ContentDigester digester_;
  IntakePipe pipe_;  // goes first: it waits for the spool's answers
};

}  // namespace dispatcher
