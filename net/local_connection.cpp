#include "net/local_connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cassert>
#include <utility>

#include "net/local_message.hpp"
#include "net/local_request_filter.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

constexpr std::size_t piece_bytes = std::size_t{16} * 1024;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

// A client that is refused in the middle of a large body shall read why instead of a broken pipe:
// so much of it, or so long, is still taken in (RFC 9112 section 9.6).
constexpr std::size_t dropped_bytes_max = std::size_t{8} * 1024 * 1024;
constexpr std::chrono::seconds leave_timeout{2};

}  // namespace

struct LocalConnection::Wire {
  explicit Wire(asio::io_context& io) : socket(io) {}
  stream_protocol::socket socket;
};

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

LocalConnection::LocalConnection(Runtime& runtime, const LocalServerOptions& options,
                                 const LocalHandler& handler,
                                 std::function<void(LocalConnection&)> closed)
    : runtime_(runtime),
      options_(options),
      handler_(handler),
      closed_(std::move(closed)),
      deadline_(runtime.timers(), [this] { on_deadline(); }),
      wire_(std::make_unique<Wire>(runtime.io())),
      piece_(piece_bytes) {}

LocalConnection::~LocalConnection() = default;

void LocalConnection::start(int descriptor) {
  boost::system::error_code error;
  wire_->socket.assign(stream_protocol(), descriptor, error);
  if (error) return close();
  runtime_.refresh_now();
  begin_head();
}

void LocalConnection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  deadline_.cancel();
  boost::system::error_code ignored;
  wire_->socket.close(ignored);
  // It may be the timer that calls, and a timer outlives its own call.
  asio::post(runtime_.io(), [self = shared_from_this()] {});
  closed_(*this);
}

void LocalConnection::arm(std::chrono::milliseconds timeout) {
  deadline_.arm_at(runtime_.now() + timeout);
}

void LocalConnection::receive() {
  if (receiving_) return;
  receiving_ = true;
  auto space = piece_.size();
  if (state_ == State::reading_head)
    space = std::min(space, options_.head_bytes_max - buffer_.size());
  else if (state_ == State::reading_body)
    space = std::min(space, content_length_bytes_ - request_.body.size());
  assert(space > 0);
  wire_->socket.async_read_some(
      asio::buffer(piece_.data(), space),
      [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
        self->on_received(error, count);
      });
}

void LocalConnection::on_received(boost::system::error_code error, std::size_t count) {
  receiving_ = false;
  if (state_ == State::closed) return;
  runtime_.refresh_now();
  if (state_ == State::writing) return;  // a refusal is on its way: the rest is dropped
  if (error) return close();
  const std::string_view received(piece_.data(), count);
  if (state_ == State::leaving) {
    dropped_bytes_ += count;
    return dropped_bytes_ > dropped_bytes_max ? close() : receive();
  }
  if (state_ == State::reading_body) {
    request_.body += received;
    return take_body();
  }
  assert(state_ == State::reading_head);
  if (buffer_.empty()) arm(options_.head_timeout);
  buffer_ += received;
  take_head();
}

void LocalConnection::begin_head() {
  state_ = State::reading_head;
  if (buffer_.empty()) {
    arm(options_.idle_timeout);
    return receive();
  }
  arm(options_.head_timeout);
  take_head();
}

void LocalConnection::take_head() {
  const auto scan = scan_head(buffer_);
  if (scan.state == HeadScan::State::broken)
    return refuse(400, "the head has a byte that no head may have");
  if (scan.state == HeadScan::State::incomplete) {
    if (buffer_.size() == options_.head_bytes_max) return refuse(431, "the head is too long");
    return receive();
  }
  const auto head = std::string_view(buffer_).substr(0, scan.length_bytes);
  const auto verdict = judge_head(head, options_.body_bytes_max);
  if (verdict.refusal_status != 0) return refuse(verdict.refusal_status, verdict.reason);
  auto request = parse_request_head(head, verdict.content_length_bytes);
  if (!request) return refuse(400, "the head can be read in two ways");
  request_ = std::move(*request);
  content_length_bytes_ = verdict.content_length_bytes;
  closes_ = verdict.wants_close;
  bodyless_ = request_.method == "HEAD";
  request_.body = buffer_.substr(scan.length_bytes, content_length_bytes_);
  buffer_.erase(0, scan.length_bytes + request_.body.size());
  state_ = State::reading_body;
  arm(options_.body_timeout);
  const bool awaited = verdict.expects_continue && request_.body.empty();
  if (awaited && content_length_bytes_ > 0) return invite_body();
  take_body();
}

void LocalConnection::take_body() {
  if (request_.body.size() < content_length_bytes_) return receive();
  dispatch();
}

/// The client waits for this before it sends its body (RFC 9110 section 10.1.1).
void LocalConnection::invite_body() {
  state_ = State::inviting;
  asio::async_write(wire_->socket, asio::buffer(go_on),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      if (self->state_ == State::closed) return;
                      if (error) return self->close();
                      self->state_ = State::reading_body;
                      self->receive();
                    });
}

void LocalConnection::dispatch() {
  state_ = State::answering;
  deadline_.cancel();
  watch_for_hangup();
  auto ticket = std::make_shared<Ticket>(weak_from_this());
  handler_(std::move(request_), [ticket = std::move(ticket)](LocalResponse response) {
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
  runtime_.refresh_now();
  write(std::move(response));
}

void LocalConnection::refuse(int status, std::string_view reason) {
  closes_ = true;
  write({.status = status, .body = R"({"error":")" + std::string(reason) + R"("})"});
}

void LocalConnection::write(LocalResponse response) {
  state_ = State::writing;
  head_out_ = response_head(response, closes_);
  body_out_ = std::move(response.body);
  if (bodyless_ || !may_have_body(response.status)) body_out_.clear();
  arm(options_.write_timeout);
  const std::array<asio::const_buffer, 2> both = {asio::buffer(head_out_), asio::buffer(body_out_)};
  asio::async_write(wire_->socket, both,
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      self->on_written(error);
                    });
}

void LocalConnection::on_written(boost::system::error_code error) {
  if (state_ == State::closed) return;
  if (error) return close();
  runtime_.refresh_now();
  head_out_ = {};
  body_out_ = {};
  if (closes_) return leave();
  begin_head();
}

void LocalConnection::leave() {
  state_ = State::leaving;
  boost::system::error_code ignored;
  wire_->socket.shutdown(stream_protocol::socket::shutdown_send, ignored);
  arm(leave_timeout);
  receive();
}

void LocalConnection::on_deadline() {
  switch (state_) {
    case State::reading_head:
      if (buffer_.empty()) return close();
      return refuse(408, "the head did not come in time");
    case State::reading_body:
      return refuse(408, "the body did not come in time");
    case State::inviting:
    case State::writing:
    case State::leaving:
      return close();
    case State::answering:
    case State::closed:
      assert(false);  // its deadline was cancelled
  }
}

}  // namespace net
