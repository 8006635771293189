#include "net/connection.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace net {

Connection::Connection(ConnectionShared& shared)
    : shared_(shared), deadline_(shared.runtime.timers(), [this] { on_deadline(); }) {}

Connection::~Connection() { close(); }

void Connection::arm(std::chrono::milliseconds timeout) {
  deadline_.arm_at(shared_.runtime.now() + timeout);
}

void Connection::open(const Address& address) {
  assert(state_ == State::closed);
  state_ = State::connecting;
  arm(shared_.timeouts.connect);
  transport_ = shared_.runtime.connector().connect(address, *this);
}

void Connection::close() {
  if (state_ == State::closed) return;
  if (state_ == State::ready) {
    stream_->say_goodbye();
    shut(CloseKind::finish);
  } else {
    shut(CloseKind::reset);
  }
}

void Connection::shut(CloseKind kind) {
  deadline_.cancel();
  stream_.reset();
  if (transport_) transport_->close(kind);
  transport_.reset();
  unwritten_.reset();
  if (reader_) shared_.readers.give_back(std::move(reader_));
  state_ = State::closed;
}

void Connection::on_transport(Readiness readiness) {
  switch (state_) {
    case State::connecting:
      return on_connected();
    case State::shaking_hands:
      return shake_hands();
    case State::ready:
      return watch_idle();
    case State::writing:
      // A final answer may come before the request was written whole.
      if (readiness.readable && !read_answer()) return;
      if (readiness.writable) go_on_writing();
      return;
    case State::awaiting:
    case State::lingering:
      read_answer();
      return;
    case State::doomed:
      return end_doomed();
    case State::closed:
      assert(false);  // a closed transport is silent
  }
}

void Connection::on_deadline() {
  switch (state_) {
    case State::connecting:
      shut(CloseKind::reset);
      return shared_.owner.on_connect_failed(*this, errc::timed_out);
    case State::shaking_hands:
      shut(CloseKind::reset);
      return shared_.owner.on_handshake_failed(
          *this, errc::timed_out, "the TLS handshake with " + shared_.host + " took too long");
    case State::ready:
      close();
      return shared_.owner.on_idle_closed(*this);
    case State::awaiting:
      if (!(reader_ && reader_->head_complete()) && shared_.owner.may_linger()) return linger();
      [[fallthrough]];
    case State::writing:
    case State::lingering:
      return end(errc::timed_out);
    case State::doomed:
      return end_doomed();
    case State::closed:
      assert(false);  // its deadline was cancelled
  }
}

void Connection::on_connected() {
  if (const auto error = transport_->connect_error()) {
    shut(CloseKind::reset);
    return shared_.owner.on_connect_failed(*this, error);
  }
  state_ = State::shaking_hands;
  arm(shared_.timeouts.handshake);
  stream_.emplace(shared_.trust, shared_.host, *transport_);
  shake_hands();
}

void Connection::shake_hands() {
  std::string detail;
  const auto result = stream_->handshake(detail);
  switch (result.status) {
    case TlsStatus::done:
      return become_ready();
    case TlsStatus::wants_read:
      return;
    case TlsStatus::wants_write:
      return transport_->await_writable();
    case TlsStatus::closed:
    case TlsStatus::failed:
      shut(CloseKind::reset);
      return shared_.owner.on_handshake_failed(*this, result.error, detail);
  }
}

void Connection::become_ready() {
  state_ = State::ready;
  opened_at_ = shared_.runtime.now();
  arm(std::min(shared_.timeouts.idle, shared_.timeouts.age_max));
  shared_.owner.on_opened(*this, stream_->resumed());
}

/// Session tickets and key updates are taken in; anything else ends an idle connection.
void Connection::watch_idle() {
  std::array<char, 1> unexpected;
  const auto result = stream_->read(unexpected);
  if (result.status == TlsStatus::wants_read) return;
  if (result.status == TlsStatus::closed)
    close();
  else
    shut(CloseKind::reset);
  shared_.owner.on_idle_closed(*this);
}

}  // namespace net
