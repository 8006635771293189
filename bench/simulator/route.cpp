#include "bench/simulator/route.hpp"

#include "bench/simulator/clock_text.hpp"

namespace simulator {
namespace {

bool take(std::string_view& path, std::string_view fixed) {
  if (!path.starts_with(fixed)) return false;
  path.remove_prefix(fixed.size());
  return true;
}

std::string_view take_segment(std::string_view& path) {
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool read_half(std::string_view digits, std::uint64_t& half) {
  for (char c : digits) {
    std::uint64_t value = 0;
    if (c >= '0' && c <= '9') {
      value = static_cast<std::uint64_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value = static_cast<std::uint64_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      value = static_cast<std::uint64_t>(c - 'A' + 10);
    } else {
      return false;
    }
    half = half << 4 | value;
  }
  return true;
}

/// The parents that every resource has.
bool read_parents(std::string_view& path, Route& route) {
  if (!take(path, "/v1/Services/")) return false;
  route.service = take_segment(path);
  if (!take(path, "/Sessions/")) return false;
  route.session = take_segment(path);
  return true;
}

bool parse_into(SidBits& bits, std::string_view text, std::string_view prefix) {
  const auto parsed = parse_sid(text, prefix);
  if (parsed) bits = *parsed;
  return parsed.has_value();
}

}  // namespace

std::optional<SidBits> parse_sid(std::string_view text, std::string_view prefix) {
  if (text.size() != 34 || !text.starts_with(prefix)) return std::nullopt;
  SidBits bits;
  if (!read_half(text.substr(2, 16), bits.high) || !read_half(text.substr(18), bits.low)) {
    return std::nullopt;
  }
  return bits;
}

void append_sid(std::string& out, std::string_view prefix, const SidBits& bits) {
  out.append(prefix);
  append_hex(out, bits.high);
  append_hex(out, bits.low);
}

Route read_route(std::string_view target) {
  Route route;
  auto path = target.substr(0, target.find('?'));
  const bool has_query = path.size() < target.size();
  if (!read_parents(path, route)) return route;
  std::string_view interaction;
  auto named = RouteState::unknown;
  if (path == "/Interactions") {
    named = RouteState::interactions;
    if (has_query) route.query = target.substr(target.find('?') + 1);
  } else if (has_query) {
    return route;
  } else if (take(path, "/Interactions/")) {
    interaction = take_segment(path);
    if (path.empty()) named = RouteState::interaction;
  } else if (take(path, "/Participants/")) {
    route.participant = take_segment(path);
    if (path == "/MessageInteractions") named = RouteState::message_interactions;
  }
  route.state = named;
  if (named == RouteState::unknown) return route;
  if (!parse_into(route.service_bits, route.service, "KS")) {
    route.state = RouteState::wrong_service;
  } else if (!parse_into(route.session_bits, route.session, "KC")) {
    route.state = RouteState::wrong_session;
  } else if (named == RouteState::message_interactions &&
             !parse_into(route.participant_bits, route.participant, "KP")) {
    route.state = RouteState::wrong_participant;
  } else if (named == RouteState::interaction &&
             !parse_into(route.interaction_bits, interaction, "KI")) {
    route.state = RouteState::wrong_interaction;
  }
  return route;
}

}  // namespace simulator
