#pragma once
// An interaction as answers show it. Sources:
// https://www.twilio.com/docs/proxy/api/sending-messages (as created),
// https://www.twilio.com/docs/proxy/api/interaction (as read again).

#include <string>
#include <string_view>

#include "bench/simulator/clock_text.hpp"

namespace simulator {

struct Interaction {
  std::string_view account_sid{};
  std::string_view service{};
  std::string_view session{};
  std::string_view participant{};
  std::string_view ki{};
  std::string_view sm{};
  std::string_view text{};  ///< UTF-8
  WallTime created{};
};

/// How an interaction that is read again may differ from one that our client made.
struct Peculiarity {
  bool is_data = false;  ///< `text` is the whole of `data`
  bool is_voice = false;
  std::string_view inbound_participant{};  ///< not empty: whose message it was
};

/// \param date  of `created`: "2026-11-23T10:00:00"
void append_created(std::string& out, const Interaction& interaction, std::string_view date);
void append_listed(std::string& out, const Interaction& interaction, const Peculiarity& peculiarity,
                   std::string_view date);

}  // namespace simulator
