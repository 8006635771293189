#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "net/local_connection_wire.hpp"
#include "net/local_message.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::generic::stream_protocol;

constexpr std::chrono::seconds leave_timeout{2};

}  // namespace

/// The right to answer one request.
class LocalConnection::Ticket {
 public:
  explicit Ticket(std::weak_ptr<LocalConnection> connection) : connection_(std::move(connection)) {}
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    use({.status = 500, .body = R"({"error":"the request was dropped without an answer"})"});
  }

  void use(LocalResponse response) {
    const auto connection = std::exchange(connection_, {}).lock();
    if (connection) connection->answer(std::move(response));
  }

 private:
  std::weak_ptr<LocalConnection> connection_;  // nobody, once it was used
};

void LocalConnection::dispatch() {
  enter(State::answering);
  deadline_.cancel();
  watch_for_hangup();
  auto ticket = std::make_shared<Ticket>(weak_from_this());
  shared_.handler(std::move(request_), [ticket = std::move(ticket)](LocalResponse response) {
    ticket->use(std::move(response));
  });
}

/// So that a client which left does not keep its place until its answer comes. Half of a goodbye is
/// none: it may still read.
void LocalConnection::watch_for_hangup() {
  wire_->socket.async_wait(stream_protocol::socket::wait_error,
                           [self = shared_from_this()](boost::system::error_code error) {
                             if (!error && self->state_ == State::answering) self->close();
                           });
}

void LocalConnection::answer(LocalResponse response) {
  if (state_ != State::answering) return;
  boost::system::error_code ignored;
  wire_->socket.cancel(ignored);  // the watch for a hangup
  shared_.runtime.refresh_now();
  write(std::move(response));
}

void LocalConnection::refuse(LocalResponse response) {
  closes_ = true;
  std::string().swap(buffer_);
  request_ = {};
  write(std::move(response));
}

void LocalConnection::refuse(int status, std::string_view reason) {
  refuse({.status = status, .body = R"({"error":")" + std::string(reason) + R"("})"});
}

void LocalConnection::write(LocalResponse response) {
  enter(State::writing);
  head_out_ = response_head(response, closes_);
  body_out_ = std::move(response.body);
  if (bodyless_ || !may_have_body(response.status)) body_out_.clear();
  arm(shared_.options.write_timeout);
  hold(body_out_.capacity());
  const std::array<asio::const_buffer, 2> both = {asio::buffer(head_out_), asio::buffer(body_out_)};
  asio::async_write(wire_->socket, both,
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      self->on_written(error);
                    });
}

void LocalConnection::on_written(boost::system::error_code error) {
  if (state_ == State::closed) return;
  if (error) return close();
  shared_.runtime.refresh_now();
  std::string().swap(head_out_);
  std::string().swap(body_out_);
  hold(0);
  if (closes_) return leave();
  begin_head();
}

void LocalConnection::leave() {
  enter(State::leaving);
  boost::system::error_code ignored;
  wire_->socket.shutdown(stream_protocol::socket::shutdown_send, ignored);
  arm(leave_timeout);
  receive();
}

}  // namespace net
