#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/error.hpp"

namespace net {

/// Where a pool connects to.
struct Endpoint {
  std::string host;  ///< a DNS name in lower case, or an IP address without brackets
  std::uint16_t port = 443;

  bool operator==(const Endpoint&) const = default;
};

/// Reads `https://host[:port]`, with one `/` allowed behind it. An IPv6 address stands in brackets
/// (RFC 3986 section 3.2.2). Anything else, so any user name, path or query, is errc::bad_base_url.
/// Pure; any thread.
Result<Endpoint> parse_base_url(std::string_view text);

/// True for a literal IPv4 or IPv6 address. Such a host gets no SNI (RFC 6066 section 3).
bool is_ip_address(const std::string& host);

}  // namespace net
