#pragma once
// Which resource a request names. Sources: https://www.twilio.com/docs/proxy/api/sending-messages
// (path), https://www.twilio.com/docs/proxy/api/interaction (reading them again),
// twilio/twilio-oai spec/json/twilio_proxy_v1.json (SID patterns),
// https://www.twilio.com/docs/api/errors/80405 (errors).

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

/// The 128 bits of a SID; the two letters in front are checked while parsing and not kept.
struct SidBits {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const SidBits&) const = default;
};

struct SidBitsHash {
  std::size_t operator()(const SidBits& bits) const {
    return std::hash<std::uint64_t>{}(bits.high * 0x9e3779b97f4a7c15u ^ bits.low);
  }
};

/// \param prefix  two letters, e.g. "KS"; 32 hexadecimal digits must follow and nothing else
std::optional<SidBits> parse_sid(std::string_view text, std::string_view prefix);

/// The SID's text, its digits in lower case.
void append_sid(std::string& out, std::string_view prefix, const SidBits& bits);

enum class RouteState {
  message_interactions,
  interactions,       ///< of one Session: a list
  interaction,        ///< one of them
  unknown,            ///< no such path: 404/20404
  wrong_service,      ///< not a Service SID: 80408
  wrong_session,      ///< not a Session SID: 80409
  wrong_participant,  ///< not a Participant SID: 80405
  wrong_interaction,  ///< not an Interaction SID: 80403
};

/// Views into the target.
struct Route {
  RouteState state = RouteState::unknown;
  std::string_view service{};
  std::string_view session{};
  std::string_view participant{};  ///< empty: the resource has none
  std::string_view query{};        ///< of a list, without its '?'
  SidBits service_bits{};
  SidBits session_bits{};
  SidBits participant_bits{};
  SidBits interaction_bits{};
};

/// \param target  as in the request line; a query makes anything but a list unknown
Route read_route(std::string_view target);

}  // namespace simulator
