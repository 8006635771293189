#include "bench/simulator/route.hpp"

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

}  // namespace

std::optional<SidBits> parse_sid(std::string_view text, std::string_view prefix) {
  if (text.size() != 34 || !text.starts_with(prefix)) return std::nullopt;
  SidBits bits;
  if (!read_half(text.substr(2, 16), bits.high) || !read_half(text.substr(18), bits.low)) {
    return std::nullopt;
  }
  return bits;
}

Route read_route(std::string_view target) {
  Route route;
  if (!take(target, "/v1/Services/")) return route;
  route.service = take_segment(target);
  if (!take(target, "/Sessions/")) return route;
  route.session = take_segment(target);
  if (!take(target, "/Participants/")) return route;
  route.participant = take_segment(target);
  if (target != "/MessageInteractions") return route;

  const auto service = parse_sid(route.service, "KS");
  if (!service) {
    route.state = RouteState::wrong_service;
  } else if (!parse_sid(route.session, "KC")) {
    route.state = RouteState::wrong_session;
  } else if (!parse_sid(route.participant, "KP")) {
    route.state = RouteState::wrong_participant;
  } else {
    route.state = RouteState::message_interactions;
    route.service_bits = *service;
  }
  return route;
}

}  // namespace simulator
