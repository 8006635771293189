#include <string.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cassert>
#include <utility>

#include "net/local_connection_wire.hpp"
#include "net/local_message.hpp"
#include "net/local_request_filter.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::generic::stream_protocol;

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

// A client that is refused in the middle of a large body shall read why instead of a broken pipe:
// so much of it, or for leave_timeout, is still taken in (RFC 9112 section 9.6).
constexpr std::size_t dropped_bytes_max = std::size_t{8} * 1024 * 1024;

/// A body up to here gets its memory at once, a longer one as it comes: nobody takes much of it by
/// a promise alone.
constexpr std::size_t body_at_once_bytes_max = std::size_t{16} * 1024;

std::size_t offset_in(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

}  // namespace

LocalShared::LocalShared(Runtime& on, LocalServerOptions with, LocalHandler to)
    : runtime(on), options(std::move(with)), handler(std::move(to)), piece(piece_bytes) {}

LocalConnection::LocalConnection(LocalShared& shared)
    : shared_(shared),
      deadline_(shared.runtime.timers(), [this] { on_deadline(); }),
      wire_(std::make_unique<Wire>(shared.runtime.io())) {}

LocalConnection::~LocalConnection() = default;

void LocalConnection::start(int descriptor, int family) {
  place_ = shared_.places.add(shared_from_this(), shared_.runtime.refresh_now());
  boost::system::error_code error;
  wire_->socket.assign(stream_protocol(family, 0), descriptor, error);
  if (!error) wire_->socket.non_blocking(true, error);
  if (error) return close();
  begin_head();
}

void LocalConnection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  deadline_.cancel();
  boost::system::error_code ignored;
  wire_->socket.close(ignored);
  // It may be the timer that calls, and a timer outlives its own call.
  asio::post(shared_.runtime.io(), [self = shared_from_this()] {});
  shared_.places.remove(place_);
}

void LocalConnection::evict() {
  if (state_ == State::reading_body || (state_ == State::reading_head && !buffer_.empty())) {
    const auto text = response_head(no_place_left(), true) + no_place_left().body;
    boost::system::error_code ignored;
    wire_->socket.write_some(asio::buffer(text), ignored);
  }
  close();
}

void LocalConnection::enter(State state) {
  using enum LocalPlaces::Phase;
  state_ = state;
  const auto phase = [&] {
    switch (state) {
      case State::inviting:
      case State::reading_body:
        return body;
      case State::answering:
        return answering;
      case State::writing:
        return writing;
      case State::reading_head:
        return buffer_.empty() ? idle : head;
      default:
        return idle;
    }
  }();
  shared_.places.enter(place_, phase, shared_.runtime.now());
}

/// So much of a body or an answer is in memory now; where that is too much for all together,
/// whoever is slowest goes.
void LocalConnection::hold(std::size_t bytes) {
  auto& places = shared_.places;
  places.hold(place_, bytes);
  while (places.held_bytes() > shared_.options.held_bytes_max) {
    const auto slowest = places.slowest_holder(place_);
    if (!slowest) return;
    slowest->evict();
  }
}

void LocalConnection::arm(std::chrono::milliseconds timeout) {
  deadline_.arm_at(shared_.runtime.now() + timeout);
}

/// Waits until there is something: only then memory is needed for it.
void LocalConnection::receive() {
  if (receiving_) return;
  receiving_ = true;
  wire_->socket.async_wait(
      stream_protocol::socket::wait_read,
      [self = shared_from_this()](boost::system::error_code error) { self->on_readable(error); });
}

std::size_t LocalConnection::space() const {
  auto space = shared_.piece.size();
  if (state_ == State::reading_head)
    space = std::min(space, shared_.options.head_bytes_max - buffer_.size());
  else if (state_ == State::reading_body)
    space = std::min(space, content_length_bytes_ - request_.body.size());
  assert(space > 0);
  return space;
}

void LocalConnection::on_readable(boost::system::error_code error) {
  receiving_ = false;
  if (state_ == State::closed || state_ == State::writing) return;  // the latter reads on later
  shared_.runtime.refresh_now();
  std::size_t count = 0;
  if (!error) count = wire_->socket.read_some(asio::buffer(shared_.piece, space()), error);
  if (error == asio::error::would_block) return receive();
  if (error) return close();
  take(std::string_view(shared_.piece.data(), count));
}

/// \param received  in the shared piece, which is free again once a head or body has it
void LocalConnection::take(std::string_view received) {
  if (state_ == State::leaving) {
    dropped_bytes_ += received.size();
    return dropped_bytes_ > dropped_bytes_max ? close() : receive();
  }
  if (state_ == State::reading_body) {
    request_.body += received;
    hold(request_.body.capacity());
    return take_body();
  }
  assert(state_ == State::reading_head);
  const bool is_first = buffer_.empty();
  buffer_ += received;
  explicit_bzero(shared_.piece.data(), received.size());  // there may be a secret in a head
  if (is_first) {
    enter(State::reading_head);
    arm(shared_.options.head_timeout);
  }
  take_head();
}

void LocalConnection::begin_head() {
  scanned_bytes_ = 0;
  bodyless_ = false;
  enter(State::reading_head);
  if (buffer_.empty()) {
    std::string().swap(buffer_);  // and no memory while it waits
    arm(shared_.options.idle_timeout);
    return receive();
  }
  arm(shared_.options.head_timeout);
  take_head();
}

void LocalConnection::take_head() {
  const auto scan = scan_head(buffer_, scanned_bytes_);
  scanned_bytes_ = buffer_.size();
  if (scan.state == HeadScan::State::broken)
    return refuse(400, "the head has a byte that no head may have");
  if (scan.state == HeadScan::State::incomplete) {
    if (buffer_.size() == shared_.options.head_bytes_max)
      return refuse(431, "the head is too long");
    return receive();
  }
  const auto head = std::string_view(buffer_).substr(0, scan.length_bytes);
  const auto verdict = judge_head(head, shared_.options.body_bytes_max);
  bodyless_ = verdict.said.method == "HEAD";
  if (verdict.refusal_status != 0) return refuse(verdict.refusal_status, verdict.reason);
  if (shared_.options.admit) {
    if (auto refusal = shared_.options.admit(verdict.said)) return refuse(*std::move(refusal));
  }
  // Nobody behind this needs it, and what is freed below is not wiped.
  const auto secret = verdict.said.authorization;
  if (!secret.empty()) std::fill_n(&buffer_[offset_in(buffer_, secret)], secret.size(), '*');
  auto request = parse_request_head(head, verdict.content_length_bytes);
  if (!request) return refuse(400, "the head can be read in two ways");
  content_length_bytes_ = verdict.content_length_bytes;
  closes_ = verdict.wants_close;
  invites_ = verdict.expects_continue;
  begin_body(*std::move(request), scan.length_bytes);
}

void LocalConnection::begin_body(LocalRequest request, std::size_t head_bytes) {
  request_ = std::move(request);
  if (content_length_bytes_ <= body_at_once_bytes_max) request_.body.reserve(content_length_bytes_);
  request_.body.append(buffer_, head_bytes, content_length_bytes_);
  buffer_.erase(0, head_bytes + request_.body.size());
  enter(State::reading_body);
  arm(shared_.options.body_timeout);
  hold(request_.body.capacity());
  const bool awaited = invites_ && request_.body.empty();
  if (awaited && content_length_bytes_ > 0) return invite_body();
  take_body();
}

void LocalConnection::take_body() {
  if (request_.body.size() < content_length_bytes_) return receive();
  hold(0);
  dispatch();
}

/// The client waits for this before it sends its body (RFC 9110 section 10.1.1).
void LocalConnection::invite_body() {
  enter(State::inviting);
  asio::async_write(wire_->socket, asio::buffer(go_on),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      if (self->state_ == State::closed) return;
                      if (error) return self->close();
                      self->state_ = State::reading_body;  // the same place
                      self->receive();
                    });
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
