#pragma once

#include "net/poller.hpp"
#include "net/transport.hpp"

namespace net {

/// TCP without delay (TCP_NODELAY): a request is one write, and nothing follows it.
class TcpConnector final : public Connector {
 public:
  /// The poller outlives the transports.
  explicit TcpConnector(Poller& poller) : poller_(poller) {}

  std::unique_ptr<Transport> connect(const Address& address, TransportListener& listener) override;

 private:
  Poller& poller_;
};

}  // namespace net
