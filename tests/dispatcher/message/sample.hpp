#pragma once

#include <string>
#include <string_view>

#include "dispatcher/message/message.hpp"

namespace dispatcher::sample {

inline constexpr std::string_view service_text = "KS0123456789abcdef0123456789abcdef";
inline constexpr std::string_view session_text = "KC0123456789ABCDEF0123456789abcdef";
inline constexpr std::string_view participant_text = "KPffffffffffffffffffffffffffffffff";
inline constexpr std::string_view interaction_text = "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
inline constexpr std::string_view message_text = "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

inline Message message(std::string body = "Your driver is here") {
  return Message{.id = "order-42",
                 .service = *ServiceSid::parse(service_text),
                 .session = *SessionSid::parse(session_text),
                 .participant = *ParticipantSid::parse(participant_text),
                 .body = std::move(body)};
}

inline WallTime time(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all.append(text);
  return all;
}

}  // namespace dispatcher::sample
