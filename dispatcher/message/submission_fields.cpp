#include "dispatcher/message/submission_fields.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "dispatcher/message/nearest_name.hpp"

namespace dispatcher {
namespace {

using Fields = SubmissionFields;
using OptionalText = std::optional<std::string_view>;

constexpr std::string_view media_urls = "media_urls";

SubmissionError error_of(Fields::Key key, std::string sentence, std::string remedy) {
  return {std::string{Fields::names[key]}, std::move(sentence), std::move(remedy)};
}

/// A stranger's key for a terminal: short, and visible ASCII only.
std::string printable(std::string_view key) {
  if (key.empty()) return "\"\"";
  std::string shown{key.substr(0, 64)};
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

SubmissionError unknown_key(std::string_view name) {
  const auto nearest = nearest_name(name, Fields::names);
  std::string remedy = "remove it";
  if (!nearest.empty()) remedy = "did you mean \"" + std::string{nearest} + "\"?";
  return {printable(name), "is not a known key", std::move(remedy)};
}

template <class Kind>
boost::system::result<Sid<Kind>, SubmissionError> read_sid(const Fields& fields, Fields::Key key) {
  const std::string letters{Kind::letters};
  if (!fields[key]) {
    return error_of(key, "is missing", "give the SID that begins with " + letters);
  }
  const auto sid = Sid<Kind>::parse(*fields[key]);
  if (sid) return *sid;
  return error_of(key, "is not a SID of its kind",
                  "write " + letters + " and 32 hexadecimal digits");
}

std::optional<SubmissionError> check_id(OptionalText id) {
  if (!id) {
    return error_of(Fields::id, "is missing",
                    "give each line an id, or have ids made (--batch NAME or --new-ids)");
  }
  if (is_message_id(*id)) return std::nullopt;
  return error_of(Fields::id, "is not an id",
                  "use 1 to 128 characters of A-Z a-z 0-9 . _ : @ and -");
}

std::optional<SubmissionError> check_body(OptionalText body) {
  if (!body) return error_of(Fields::body, "is missing", "give the text to send");
  const auto fault = body_fault(*body);
  if (!fault) return std::nullopt;
  switch (*fault) {
    case BodyFault::empty:
      return error_of(Fields::body, "is empty", "give the text to send");
    case BodyFault::too_long:
      return error_of(Fields::body, "has more than 1600 UTF-16 code units",
                      "shorten it; an emoji counts as two or more");
    case BodyFault::control_character:
      return error_of(Fields::body, "holds a control character",
                      "remove it; of these only TAB, LF and CR are sent");
    case BodyFault::not_utf8:
      break;
  }
  return error_of(Fields::body, "is not UTF-8", "convert it to UTF-8");
}

std::optional<SubmissionError> read_priority(OptionalText text, Priority& priority) {
  if (!text || *text == "normal") return std::nullopt;
  if (*text == "urgent") {
    priority = Priority::urgent;
  } else if (*text == "bulk") {
    priority = Priority::bulk;
  } else {
    return error_of(Fields::priority, "is no priority", "write urgent, normal or bulk");
  }
  return std::nullopt;
}

std::optional<SubmissionError> read_on_ambiguous(OptionalText text,
                                                 std::optional<OnAmbiguous>& on_ambiguous) {
  if (!text) return std::nullopt;
  if (*text == "hold") {
    on_ambiguous = OnAmbiguous::hold;
  } else if (*text == "resend") {
    on_ambiguous = OnAmbiguous::resend;
  } else if (*text == "reconcile") {
    on_ambiguous = OnAmbiguous::reconcile;
  } else {
    return error_of(Fields::on_ambiguous, "is no policy", "write reconcile, hold or resend");
  }
  return std::nullopt;
}

std::optional<SubmissionError> read_time(const Fields& fields, Fields::Key key,
                                         std::optional<WallTime>& time) {
  if (!fields[key]) return std::nullopt;
  const auto parsed = parse_rfc3339(*fields[key]);
  if (!parsed) {
    return error_of(key, "is not an RFC 3339 time with a zone",
                    "write it like 2026-11-23T10:00:00Z or 2026-11-23T10:00:00+01:00");
  }
  time = *parsed;
  return std::nullopt;
}

std::optional<SubmissionError> read_times(const Fields& fields, WallTime now,
                                          std::optional<WallTime>& not_before,
                                          std::optional<WallTime>& expires_at) {
  if (auto error = read_time(fields, Fields::not_before, not_before)) return error;
  if (auto error = read_time(fields, Fields::expires_at, expires_at)) return error;
  if (!expires_at) return std::nullopt;
  if (*expires_at <= now) {
    return error_of(Fields::expires_at, "is in the past", "give a later time, or leave it out");
  }
  if (not_before && *not_before >= *expires_at) {
    return error_of(Fields::expires_at, "is not after not_before, so it could never be sent",
                    "give a later time, or leave one of them out");
  }
  return std::nullopt;
}

}  // namespace

boost::system::result<std::optional<std::string_view>*, SubmissionError> SubmissionFields::slot_of(
    std::string_view name) {
  if (name == media_urls) {
    return SubmissionError{std::string{media_urls},
                           "cannot be sent: the provider documents MediaUrl as reserved",
                           "remove it, and put the link into the body"};
  }
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return unknown_key(name);
  auto& slot = values_[static_cast<std::size_t>(found - names.begin())];
  if (slot) return SubmissionError{std::string{name}, "is there twice", "write each key once"};
  return &slot;
}

SubmissionResult to_message(const SubmissionFields& fields, WallTime now,
                            std::string_view id_if_absent) {
  auto id = fields[Fields::id];
  if (!id && !id_if_absent.empty()) id = id_if_absent;
  if (auto error = check_id(id)) return *error;
  const auto service = read_sid<ServiceKind>(fields, Fields::service);
  if (!service) return service.error();
  const auto session = read_sid<SessionKind>(fields, Fields::session);
  if (!session) return session.error();
  const auto participant = read_sid<ParticipantKind>(fields, Fields::participant);
  if (!participant) return participant.error();
  if (auto error = check_body(fields[Fields::body])) return *error;

  Message message{.id = std::string{*id},
                  .service = *service,
                  .session = *session,
                  .participant = *participant,
                  .body = std::string{*fields[Fields::body]}};
  std::optional<WallTime> not_before;
  if (auto error = read_priority(fields[Fields::priority], message.priority)) return *error;
  if (auto error = read_times(fields, now, not_before, message.expires_at)) return *error;
  if (auto error = read_on_ambiguous(fields[Fields::on_ambiguous], message.on_ambiguous)) {
    return *error;
  }
  if (not_before && *not_before > now) message.not_before = *not_before;
  return message;
}

}  // namespace dispatcher
