#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/address.hpp"
#include "net/error.hpp"

/// TCP that does not leave this machine.
namespace net {

/// "127.0.0.1:8125" or "[::1]:8125": an address of 127.0.0.0/8 or ::1 (RFC 6890 section 2.2.2 and
/// 2.2.3), and a port, 0 for any free one. Nothing for whatever else, names too. Pure.
std::optional<Address> parse_loopback_address(std::string_view text);

/// Whether a Host field, with or without a port, names this machine as seen from itself:
/// localhost, an address of 127.0.0.0/8, or [::1]. A name that somebody else's DNS made point here
/// does not. Pure.
bool is_loopback_host(std::string_view host);

/// A non-blocking descriptor that listens there; the caller's. errc::socket_in_use or the system's
/// error, and `detail` is a sentence for an operator.
Result<int> listen_on_loopback(const Address& address, std::string& detail);

}  // namespace net
