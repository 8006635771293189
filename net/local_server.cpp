#include "net/local_server.hpp"

#include <netinet/tcp.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cassert>
#include <utility>

#include "net/local_connection.hpp"
#include "net/local_message.hpp"
#include "net/local_socket.hpp"
#include "net/loopback.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::generic::stream_protocol;

/// After the system refused a connection that waits (no descriptor is free, say): it would again.
constexpr std::chrono::milliseconds accept_pause{100};

/// A listening descriptor, whatever it listens on, and a socket file's owner.
struct Listening {
  int descriptor;
  int family;
  std::optional<LocalSocket> file;
};

Result<Listening> listen_on(const LocalServerOptions& options, std::string& detail) {
  if (options.loopback) {
    const auto descriptor = listen_on_loopback(*options.loopback, detail);
    if (!descriptor) return descriptor.error();
    return Listening{*descriptor, options.loopback->storage.ss_family, std::nullopt};
  }
  auto file = LocalSocket::bind(options.path, options.mode, detail);
  if (!file) return file.error();
  const int descriptor = file->release();
  return Listening{descriptor, AF_UNIX, std::move(*file)};
}

}  // namespace

class LocalServer::Impl {
 public:
  Impl(Runtime& runtime, LocalServerOptions options, LocalHandler handler, Listening listening)
      : shared_(runtime, std::move(options), std::move(handler)),
        listening_(std::move(listening)),
        acceptor_(runtime.io()),
        accept_again_(runtime.timers(), [this] { accept(); }) {}

  ~Impl() {
    for (const auto& connection : shared_.places.all()) connection->close();
  }

  boost::system::error_code start() {
    boost::system::error_code error;
    acceptor_.assign(stream_protocol(listening_.family, 0), listening_.descriptor, error);
    if (!error) accept();
    return error;
  }

  std::size_t connections_count() const { return shared_.places.count(); }

  std::string where() {
    if (listening_.family == AF_UNIX) return shared_.options.path.string();
    Address bound;
    bound.length_bytes = sizeof bound.storage;
    const auto address = reinterpret_cast<sockaddr*>(&bound.storage);
    if (getsockname(acceptor_.native_handle(), address, &bound.length_bytes) != 0) return {};
    return to_string(bound);
  }

 private:
  void accept() {
    acceptor_.async_accept([this, life = std::weak_ptr(life_)](boost::system::error_code error,
                                                               stream_protocol::socket accepted) {
      if (life.expired()) return;
      on_accepted(error, std::move(accepted));
    });
  }

  void on_accepted(boost::system::error_code error, stream_protocol::socket accepted) {
    if (error) {
      accept_again_.arm_at(shared_.runtime.refresh_now() + accept_pause);
      return;
    }
    if (has_place())
      serve(std::move(accepted));
    else
      turn_away(std::move(accepted));
    accept();
  }

  bool has_place() {
    if (shared_.places.count() < shared_.options.connections_max) return true;
    const auto slowest = shared_.places.slowest(shared_.runtime.refresh_now());
    if (slowest) slowest->evict();
    return slowest != nullptr;
  }

  void serve(stream_protocol::socket accepted) {
    boost::system::error_code error;
    if (listening_.family != AF_UNIX) accepted.set_option(asio::ip::tcp::no_delay(true), error);
    const int descriptor = accepted.release(error);
    if (error) return;
    std::make_shared<LocalConnection>(shared_)->start(descriptor, listening_.family);
  }

  /// With a word that says why, which the backlog would not; it fits any empty socket buffer, so
  /// nobody waits for it.
  static void turn_away(stream_protocol::socket accepted) {
    boost::system::error_code ignored;
    accepted.non_blocking(true, ignored);
    const auto text = response_head(no_place_left(), true) + no_place_left().body;
    accepted.send(asio::buffer(text), 0, ignored);
  }

  LocalShared shared_;
  Listening listening_;
  asio::basic_socket_acceptor<stream_protocol> acceptor_;
  Timer accept_again_;
  const std::shared_ptr<int> life_ = std::make_shared<int>();  // what comes back later looks at it
};

LocalServer::LocalServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalServer::~LocalServer() = default;

Result<std::unique_ptr<LocalServer>> LocalServer::listen(Runtime& runtime,
                                                         LocalServerOptions options,
                                                         LocalHandler handler,
                                                         std::string& detail) {
  assert(options.connections_max > 0 && options.head_bytes_max > 0);
  auto listening = listen_on(options, detail);
  if (!listening) return listening.error();
  auto impl = std::make_unique<Impl>(runtime, std::move(options), std::move(handler),
                                     std::move(*listening));
  if (const auto error = impl->start()) {
    detail = "the socket cannot be served: " + error.message();
    return error;
  }
  return std::unique_ptr<LocalServer>(new LocalServer(std::move(impl)));
}

std::size_t LocalServer::connections_count() const { return impl_->connections_count(); }
std::string LocalServer::where() const { return impl_->where(); }

}  // namespace net
