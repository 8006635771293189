#include "dispatcher/face/submit_messages.hpp"

namespace dispatcher {

SubmitMessages::SubmitMessages(const SubmitCommand& command, const Options& options)
    : batch_(command.batch), new_ids_(command.new_ids) {
  for (const auto& account : options.accounts) {
    services_.insert(account.services.begin(), account.services.end());
  }
}

SubmissionResult SubmitMessages::read(const InputLine& line, WallTime now) {
  auto result = reader_.read(line.text, now, id_for(line, now));
  if (!result) {
    // Refused for its id: with one to spare it would be refused for something else, or not at all.
    const bool gives_none = batch_.empty() && !new_ids_;
    id_was_missing_ = false;
    if (gives_none && result.error().field == "id") {
      const auto again = reader_.read(line.text, now, "spare");
      id_was_missing_ = again || again.error().field != "id";
    }
    return result;
  }
  if (!has_account(result->service)) {
    return SubmissionError{"service", "no account sends for " + std::string(result->service.text()),
                           "add it to the services of an [[account]]"};
  }
  return result;
}

std::string SubmitMessages::id_for(const InputLine& line, WallTime now) {
  if (!batch_.empty()) return batch_ + ":" + std::to_string(line.number);
  return new_ids_ ? ids_.next(now) : std::string();
}

bool SubmitMessages::has_account(const ServiceSid& service) const {
  return services_.contains("*") || services_.contains(service.canonical());
}

queue::Submission to_spool(const Message& message,
                           std::span<const std::byte, digest_key_bytes> key) {
  queue::Submission submission;
  submission.id = message.id;
  submission.lane_name = message.service.canonical();
  submission.priority = static_cast<queue::Priority>(message.priority);
  submission.content = content_digest(key, message);
  submission.not_before = message.not_before;
  append_payload(submission.payload, message);
  return submission;
}

static_assert(payload_bytes_max <= queue::payload_bytes_max, "every message fits the spool");
static_assert(id_bytes_max <= queue::id_bytes_max);
static_assert(priorities_count == queue::priorities_count);

}  // namespace dispatcher
