#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/message/sid.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// A lower one goes first. On disk: never change a value, only add.
enum class Priority : std::uint8_t { urgent = 1, normal = 2, bulk = 3 };
inline constexpr std::size_t priorities_count = 3;
inline constexpr std::array all_priorities{Priority::urgent, Priority::normal, Priority::bulk};

/// What becomes of a message that may have been sent. On disk: never change a value, only add.
enum class OnAmbiguous : std::uint8_t {
  hold = 1,       ///< an operator decides
  resend = 2,     ///< it is sent again, counted, at the risk of a second text
  reconcile = 3,  ///< the provider's list decides, and if it cannot, what was chosen for then
};

inline constexpr std::size_t id_bytes_max = 128;

/// The provider counts a text in UTF-16 code units (an emoji is two) and takes 1600 of them:
/// https://www.twilio.com/docs/api/errors/21617
inline constexpr std::size_t body_units_max = 1600;
/// What 1600 code units are at most in UTF-8: a unit alone takes up to 3 bytes, a pair takes 4.
inline constexpr std::size_t body_bytes_max = 3 * body_units_max;

/// 1..128 characters of [A-Za-z0-9._:@-].
bool is_message_id(std::string_view text);

/// Why a text cannot be sent.
enum class BodyFault : std::uint8_t {
  empty = 1,
  too_long,  ///< over body_units_max
  not_utf8,
  control_character,  ///< of Unicode's category Cc, other than TAB, LF and CR
};

/// Nothing: the text can be sent.
std::optional<BodyFault> body_fault(std::string_view body);

/// A valid submission with its id. Whoever has one need not check it again.
struct Message {
  std::string id;
  ServiceSid service;
  SessionSid session;
  ParticipantSid participant;
  std::string body;
  Priority priority = Priority::normal;
  WallTime not_before{};  ///< epoch: at once
  std::optional<WallTime> expires_at{};
  std::optional<OnAmbiguous> on_ambiguous{};  ///< absent: as the configuration says

  bool operator==(const Message&) const = default;
};

}  // namespace dispatcher
