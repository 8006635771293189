#include "net/dns_resolver.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <utility>

namespace net {
namespace {

using boost::asio::ip::tcp;

Address to_address(const tcp::endpoint& endpoint) {
  Address address;
  address.length_bytes = static_cast<socklen_t>(endpoint.size());
  std::memcpy(&address.storage, endpoint.data(), endpoint.size());
  return address;
}

class DnsLookup final : public Resolver::Lookup {
 public:
  explicit DnsLookup(boost::asio::io_context& io) : resolver_(io) {}

  void start(const std::string& host, std::uint16_t port, Resolver::Handler handler) {
    handler_ = std::make_shared<Resolver::Handler>(std::move(handler));
    resolver_.async_resolve(
        host, std::to_string(port), tcp::resolver::numeric_service,
        [handler_then = std::weak_ptr<Resolver::Handler>(handler_)](
            boost::system::error_code error, const tcp::resolver::results_type& results) {
          const auto still_wanted = handler_then.lock();  // gone: the lookup was withdrawn
          if (!still_wanted) return;
          std::vector<Address> addresses;
          for (const auto& result : results) addresses.push_back(to_address(result.endpoint()));
          (*still_wanted)(error, std::move(addresses));
        });
  }

 private:
  tcp::resolver resolver_;
  std::shared_ptr<Resolver::Handler> handler_;  // shared with nobody: its life is what is watched
};

}  // namespace

std::unique_ptr<Resolver::Lookup> DnsResolver::resolve(const std::string& host, std::uint16_t port,
                                                       Handler handler) {
  auto lookup = std::make_unique<DnsLookup>(io_);
  lookup->start(host, port, std::move(handler));
  return lookup;
}

}  // namespace net
