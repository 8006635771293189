#include "dispatcher/face/submit_messages.hpp"

#include <limits>

#include "dispatcher/message/payload.hpp"

namespace dispatcher {

KnownServices services_of(const std::vector<AccountOptions>& accounts) {
  KnownServices services;
  for (const auto& account : accounts) {
    services.insert(account.services.begin(), account.services.end());
  }
  return services;
}

std::string batch_name_complaint(std::string_view name) {
  constexpr std::size_t line_digits_max = std::numeric_limits<std::uint64_t>::digits10 + 1;
  const auto longest_id = std::string(name) + ":" + std::string(line_digits_max, '9');
  if (!name.empty() && is_message_id(longest_id)) return {};
  return "the batch name has letters, digits and . _ : @ - and is 1 to " +
         std::to_string(id_bytes_max - line_digits_max - 1) + " characters long";
}

SubmissionResult SubmitMessages::read(const InputLine& line, WallTime now) {
  const auto id = batch_.empty() ? std::string() : batch_ + ":" + std::to_string(line.number);
  auto result = reader_.read(line.text, now, id);
  if (!result) {
    // Refused for its id: with one to spare it would be refused for something else, or not at all.
    id_was_missing_ = false;
    if (batch_.empty() && result.error().field == "id") {
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

bool SubmitMessages::has_account(const ServiceSid& service) const {
  return services_.contains("*") || services_.contains(service.canonical());
}

queue::Submission to_spool(const Message& message, ContentDigester& digester) {
  queue::Submission submission;
  submission.id = message.id;
  submission.lane_name = message.service.canonical();
  submission.priority = static_cast<queue::Priority>(message.priority);
  submission.content = digester.of(message);
  submission.not_before = message.not_before;
  append_payload(submission.payload, message);
  return submission;
}

SubmissionError conflict_error() {
  return {"id", "is known, with other content", "give a new message a new id"};
}

static_assert(payload_bytes_max <= queue::payload_bytes_max, "every message fits the spool");
static_assert(id_bytes_max <= queue::id_bytes_max);
static_assert(priorities_count == queue::priorities_count);

}  // namespace dispatcher
