#pragma once

#include <boost/asio/io_context.hpp>

#include "net/transport.hpp"

namespace net {

/// The system's own lookup (getaddrinfo, on a thread that Asio keeps for it).
class DnsResolver final : public Resolver {
 public:
  explicit DnsResolver(boost::asio::io_context& io) : io_(io) {}

  std::unique_ptr<Lookup> resolve(const std::string& host, std::uint16_t port,
                                  Handler handler) override;

 private:
  boost::asio::io_context& io_;
};

}  // namespace net
