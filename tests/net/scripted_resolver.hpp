#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>
#include <utility>
#include <vector>

#include "net/transport.hpp"

namespace net {

inline Address address_of(const char* host, std::uint16_t port) {
  Address address;
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(address.storage);
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  inet_pton(AF_INET, host, &ipv4.sin_addr);
  address.length_bytes = sizeof ipv4;
  return address;
}

/// Answers when the test says so.
class ScriptedResolver final : public Resolver {
 public:
  std::unique_ptr<Lookup> resolve(const std::string&, std::uint16_t, Handler handler) override {
    ++asked_count;
    pending = std::move(handler);
    return std::make_unique<Lookup>();
  }

  void answer(std::vector<Address> addresses) {
    std::exchange(pending, {})({}, std::move(addresses));
  }
  void fail() {
    std::exchange(pending, {})(
        boost::system::errc::make_error_code(boost::system::errc::host_unreachable), {});
  }

  int asked_count = 0;
  Handler pending;
};

}  // namespace net
