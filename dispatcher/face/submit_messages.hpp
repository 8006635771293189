#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "dispatcher/face/options.hpp"
#include "dispatcher/face/submit_lines.hpp"
#include "dispatcher/message/content_digest.hpp"
#include "dispatcher/message/submission.hpp"
#include "queue/spool.hpp"

namespace dispatcher {

/// The Services that the accounts send for, by their canonical names; "*" for all others.
using KnownServices = std::set<std::string, std::less<>>;
KnownServices services_of(const std::vector<AccountOptions>& accounts);

/// Empty: NAME:line is an id for every line number. Else what a batch name is.
std::string batch_name_complaint(std::string_view name);

/// Makes messages of lines: gives ids to those that have none, after their batch, and knows which
/// Services an account sends for.
class SubmitMessages {
 public:
  /// \param batch     line n without id gets the id batch:n; empty: such a line is refused
  /// \param services  outlive this
  SubmitMessages(std::string batch, const KnownServices& services)
      : batch_(std::move(batch)), services_(services) {}

  SubmissionResult read(const InputLine& line, WallTime now);

  /// The last refused line had no id, and there is no batch: it is the command that is wrong.
  bool id_was_missing() const { return id_was_missing_; }

 private:
  bool has_account(const ServiceSid& service) const;

  const std::string batch_;
  const KnownServices& services_;
  SubmissionReader reader_;
  bool id_was_missing_ = false;
};

/// As the spool takes it; the lane is the Service.
queue::Submission to_spool(const Message& message, ContentDigester& digester);

/// Why a line with a known id was not taken.
SubmissionError conflict_error();

}  // namespace dispatcher
