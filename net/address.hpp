#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace net {

/// An IP address with its port.
struct Address {
  sockaddr_storage storage{};
  socklen_t length_bytes = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// "192.0.2.1:443" or "[2001:db8::1]:443", for operators.
std::string to_string(const Address& address);

}  // namespace net
