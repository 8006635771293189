#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/runtime.hpp"
#include "net/transport.hpp"

namespace dispatcher {

/// Real sockets on a clock that can be put forward, with a say in where connections go.
class SteeredRuntime final : public net::Runtime, private net::Connector, private net::Resolver {
 public:
  using net::Runtime::Runtime;

  /// So many lookups of the name fail before one succeeds.
  int lookups_that_fail = 0;
  /// Where the next connections go instead of where they would; used up one by one.
  std::deque<net::Address> detours;
  /// Sockets to this port get the smallest buffer for sending; 0: none.
  std::uint16_t narrow_port = 0;

  /// What waits for up to `duration` is due now. The shard's thread; takes effect behind what is
  /// ready to run.
  void put_forward(std::chrono::nanoseconds duration) {
    boost::asio::post(io(), [this, duration] {
      forward_ += duration;
      run_timers();
    });
  }

  static net::Address ipv4(const char* address, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    inet_pton(AF_INET, address, &name.sin_addr);
    net::Address made;
    *reinterpret_cast<sockaddr_in*>(&made.storage) = name;
    made.length_bytes = sizeof name;
    return made;
  }

  net::Connector& connector() override { return *this; }
  net::Resolver& resolver() override { return *this; }

 protected:
  net::TimePoint read_clock() const override { return Runtime::read_clock() + forward_; }
  net::WallTime read_wall_clock() const override {
    return Runtime::read_wall_clock() + std::chrono::floor<std::chrono::microseconds>(forward_);
  }

 private:
  struct Failing final : net::Resolver::Lookup {
    explicit Failing(net::Resolver::Handler called)
        : handler(std::make_shared<net::Resolver::Handler>(std::move(called))) {}
    std::shared_ptr<net::Resolver::Handler> handler;
  };

  std::unique_ptr<net::Transport> connect(const net::Address& address,
                                          net::TransportListener& listener) override {
    net::Address to = address;
    if (!detours.empty()) {
      to = detours.front();
      detours.pop_front();
    }
    auto transport = Runtime::connector().connect(to, listener);
    if (narrow_port != 0) narrow_clients();
    return transport;
  }

  std::unique_ptr<Lookup> resolve(const std::string& host, std::uint16_t port,
                                  Handler handler) override {
    if (lookups_that_fail == 0) return Runtime::resolver().resolve(host, port, std::move(handler));
    --lookups_that_fail;
    auto lookup = std::make_unique<Failing>(std::move(handler));
    boost::asio::post(io(), [withdrawn = std::weak_ptr(lookup->handler)] {
      if (const auto called = withdrawn.lock()) (*called)(boost::asio::error::host_not_found, {});
    });
    return lookup;
  }

  /// The transport keeps its socket to itself: among all of the process, the client's are those TCP
  /// sockets that are not bound to the server's port.
  void narrow_clients() const {
    constexpr int descriptors_max = 1024;
    for (int descriptor = 3; descriptor < descriptors_max; ++descriptor) {
      sockaddr_in own{};
      socklen_t length = sizeof own;
      if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &length) != 0) continue;
      if (own.sin_family != AF_INET || ntohs(own.sin_port) == narrow_port) continue;
      const int least = 1;  // the kernel makes its own minimum of it
      setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    }
  }

  std::chrono::nanoseconds forward_{0};
};

}  // namespace dispatcher
