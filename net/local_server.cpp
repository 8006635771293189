#include "net/local_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cassert>
#include <set>
#include <utility>

#include "net/local_connection.hpp"
#include "net/local_message.hpp"
#include "net/local_socket.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

/// After the system refused a connection that waits (no descriptor is free, say): it would again.
constexpr std::chrono::milliseconds accept_pause{100};

LocalResponse too_many() {
  return {.status = 503, .body = R"({"error":"too many connections"})", .retry_after_s = 1};
}

}  // namespace

class LocalServer::Impl {
 public:
  Impl(Runtime& runtime, LocalServerOptions options, LocalHandler handler, LocalSocket socket)
      : runtime_(runtime),
        options_(std::move(options)),
        handler_(std::move(handler)),
        socket_(std::move(socket)),
        acceptor_(runtime.io()),
        accept_again_(runtime.timers(), [this] { accept(); }) {}

  ~Impl() {
    for (const auto& connection : std::exchange(connections_, {})) connection->close();
  }

  boost::system::error_code start() {
    boost::system::error_code error;
    acceptor_.assign(stream_protocol(), socket_.release(), error);
    if (!error) accept();
    return error;
  }

  std::size_t connections_count() const { return connections_.size(); }

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
      accept_again_.arm_at(runtime_.refresh_now() + accept_pause);
      return;
    }
    if (connections_.size() < options_.connections_max)
      serve(std::move(accepted));
    else
      turn_away(std::move(accepted));
    accept();
  }

  void serve(stream_protocol::socket accepted) {
    boost::system::error_code error;
    const int descriptor = accepted.release(error);
    if (error) return;
    auto connection = std::make_shared<LocalConnection>(
        runtime_, options_, handler_,
        [this](LocalConnection& closed) { connections_.erase(closed.shared_from_this()); });
    connections_.insert(connection);
    connection->start(descriptor);
  }

  /// With a word that says why, which the backlog would not; it fits any empty socket buffer, so
  /// nobody waits for it.
  static void turn_away(stream_protocol::socket accepted) {
    boost::system::error_code ignored;
    accepted.non_blocking(true, ignored);
    const auto text = response_head(too_many(), true) + too_many().body;
    accepted.send(asio::buffer(text), 0, ignored);
  }

  Runtime& runtime_;
  const LocalServerOptions options_;
  const LocalHandler handler_;
  LocalSocket socket_;
  stream_protocol::acceptor acceptor_;
  Timer accept_again_;
  std::set<std::shared_ptr<LocalConnection>> connections_;
  const std::shared_ptr<int> life_ = std::make_shared<int>();  // what comes back later looks at it
};

LocalServer::LocalServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalServer::~LocalServer() = default;

Result<std::unique_ptr<LocalServer>> LocalServer::listen(Runtime& runtime,
                                                         LocalServerOptions options,
                                                         LocalHandler handler,
                                                         std::string& detail) {
  assert(options.connections_max > 0 && options.head_bytes_max > 0);
  auto socket = LocalSocket::bind(options.path, options.mode, detail);
  if (!socket) return socket.error();
  auto impl =
      std::make_unique<Impl>(runtime, std::move(options), std::move(handler), std::move(*socket));
  if (const auto error = impl->start()) {
    detail = "the socket cannot be served: " + error.message();
    return error;
  }
  return std::unique_ptr<LocalServer>(new LocalServer(std::move(impl)));
}

std::size_t LocalServer::connections_count() const { return impl_->connections_count(); }

}  // namespace net
