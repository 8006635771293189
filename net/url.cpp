#include "net/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace net {
namespace {

constexpr std::size_t host_chars_max = 253;  // RFC 1035 section 2.3.4, in text form

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value == 0 || value > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

bool is_ipv6_address(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= host_chars_max && host.front() != '.' &&
         host.front() != '-' && host.find("..") == host.npos &&
         std::all_of(host.begin(), host.end(), is_name_char);
}

}  // namespace

bool is_ip_address(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || is_ipv6_address(host);
}

Result<Endpoint> parse_base_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  if (!text.starts_with(scheme)) return errc::bad_base_url;
  text.remove_prefix(scheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);

  const bool bracketed = text.starts_with('[');
  const auto host_end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && host_end == text.npos) return errc::bad_base_url;
  Endpoint endpoint;
  endpoint.host = bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
  std::transform(endpoint.host.begin(), endpoint.host.end(), endpoint.host.begin(), to_lower);
  if (bracketed ? !is_ipv6_address(endpoint.host) : !is_host_name(endpoint.host))
    return errc::bad_base_url;

  const auto rest_at = bracketed ? host_end + 1 : std::min(host_end, text.size());
  const auto rest = text.substr(rest_at);
  if (rest.empty()) return endpoint;
  if (rest.front() != ':') return errc::bad_base_url;
  const auto port = parse_port(rest.substr(1));
  if (!port) return errc::bad_base_url;
  endpoint.port = *port;
  return endpoint;
}

}  // namespace net
