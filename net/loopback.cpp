#include "net/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace net {
namespace {

constexpr int backlog_count = 1024;  // the system cuts it to net.core.somaxconn

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return port;
}

std::optional<Address> parse_v4(const std::string& host, std::uint16_t port) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &in.sin_addr) != 1) return std::nullopt;
  if (ntohl(in.sin_addr.s_addr) >> 24U != IN_LOOPBACKNET) return std::nullopt;
  Address address;
  std::memcpy(&address.storage, &in, sizeof in);
  address.length_bytes = sizeof in;
  return address;
}

std::optional<Address> parse_v6(const std::string& host, std::uint16_t port) {
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  if (inet_pton(AF_INET6, host.c_str(), &in.sin6_addr) != 1) return std::nullopt;
  if (!IN6_IS_ADDR_LOOPBACK(&in.sin6_addr)) return std::nullopt;
  Address address;
  std::memcpy(&address.storage, &in, sizeof in);
  address.length_bytes = sizeof in;
  return address;
}

/// \param host  with the brackets of an IPv6 address
std::optional<Address> parse_host(std::string_view host, std::uint16_t port) {
  if (!host.starts_with('[')) return parse_v4(std::string(host), port);
  if (!host.ends_with(']') || host.size() < 2) return std::nullopt;
  return parse_v6(std::string(host.substr(1, host.size() - 2)), port);
}

bool is_localhost(std::string_view host) {
  return std::ranges::equal(host, std::string_view("localhost"), {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

}  // namespace

std::optional<Address> parse_loopback_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  return parse_host(text.substr(0, colon), *port);
}

bool is_loopback_host(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && std::ranges::all_of(host.substr(colon + 1), is_digit);
  if (has_port) host = host.substr(0, colon);
  return is_localhost(host) || parse_host(host, 0).has_value();
}

Result<int> listen_on_loopback(const Address& address, std::string& detail) {
  const int descriptor =
      socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  // What is left of connections that were closed a moment ago must not keep a restart waiting.
  const int on = 1;
  if (descriptor >= 0 && setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      bind(descriptor, address.get(), address.length_bytes) == 0 &&
      listen(descriptor, backlog_count) == 0) {
    return descriptor;
  }
  const boost::system::error_code error(errno, boost::system::system_category());
  if (descriptor >= 0) close(descriptor);
  if (error == boost::system::errc::address_in_use) {
    detail = "another process listens on " + to_string(address);
    return errc::socket_in_use;
  }
  detail = to_string(address) + " cannot be listened on: " + error.message();
  return error;
}

}  // namespace net
