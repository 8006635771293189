#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/options.hpp"
#include "dispatcher/face/submit_ids.hpp"
#include "dispatcher/face/submit_lines.hpp"
#include "dispatcher/message/payload.hpp"
#include "dispatcher/message/submission.hpp"
#include "queue/spool.hpp"

namespace dispatcher {

/// Makes messages of lines: gives ids to those that have none, as the command says, and knows which
/// Services an account sends for.
class SubmitMessages {
 public:
  SubmitMessages(const SubmitCommand& command, const Options& options);

  SubmissionResult read(const InputLine& line, WallTime now);

  /// The last refused line had no id, and the command gives none: it is the command that is wrong.
  bool id_was_missing() const { return id_was_missing_; }

 private:
  std::string id_for(const InputLine& line, WallTime now);
  bool has_account(const ServiceSid& service) const;

  const std::string batch_;
  const bool new_ids_;
  std::set<std::string, std::less<>> services_;
  SubmissionReader reader_;
  TimeOrderedIds ids_;
  bool id_was_missing_ = false;
};

/// As the spool takes it; the lane is the Service.
queue::Submission to_spool(const Message& message,
                           std::span<const std::byte, digest_key_bytes> key);

}  // namespace dispatcher
