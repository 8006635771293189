// The part of a connection that carries a request: from `post` to the evidence of how it ended.
#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "net/connection.hpp"

namespace net {

void Connection::post(std::uint64_t tag, std::string_view request) {
  assert(state_ == State::ready);
  assert(request.size() <= tls_record_bytes_max);
  tag_ = tag;
  if (!transport_->was_silent(shared_.runtime.now())) {
    std::array<char, 1> unexpected;
    const auto before = stream_->read(unexpected);
    if (before.status != TlsStatus::wants_read) {
      // The system's own error says more; data or a goodbye has none.
      const bool system =
          before.error && before.error.category() == boost::system::system_category();
      shut(CloseKind::reset);
      return doom(Phase::reuse, system ? before.error : errc::closed_before_write);
    }
  }
  write_began_ = shared_.runtime.now();
  ciphertext_before_ = stream_->ciphertext_bytes_written();
  const auto written = stream_->write(request);
  if (written.status == TlsStatus::done) {
    state_ = State::awaiting;
    phase_ = Phase::response;
    arm(shared_.timeouts.response);
  } else if (written.status == TlsStatus::wants_write) {
    state_ = State::writing;
    phase_ = Phase::write;
    unwritten_ = std::make_unique<std::string>(request);
    arm(shared_.timeouts.write);
    transport_->await_writable();
  } else {
    doom(Phase::write, written.error);
  }
}

void Connection::go_on_writing() {
  if (reader_ && reader_->head_complete()) return;  // answered already: the rest is not wanted
  const auto written = stream_->write(*unwritten_);
  if (written.status == TlsStatus::wants_write) return transport_->await_writable();
  if (written.status != TlsStatus::done) {
    doom(Phase::write, written.error);
    return end_doomed();
  }
  unwritten_.reset();
  state_ = State::awaiting;
  phase_ = Phase::response;
  arm(shared_.timeouts.response);
}

void Connection::doom(Phase phase, boost::system::error_code error) {
  state_ = State::doomed;
  phase_ = phase;
  doom_error_ = error;
  deadline_.arm_at(shared_.runtime.now());
}

/// What the peer said before it broke the writing off is still there to be read.
void Connection::end_doomed() {
  auto progress = ReadProgress::wants_more;
  if (stream_ && !reader_) reader_ = shared_.readers.take();
  while (stream_ && progress == ReadProgress::wants_more) {
    const auto result = stream_->read(reader_->space());
    if (result.status != TlsStatus::done) break;
    progress = reader_->received(result.bytes_count);
  }
  end(progress == ReadProgress::complete ? boost::system::error_code{} : doom_error_);
}

/// Reads what has come. False: the exchange ended with it.
bool Connection::read_answer() {
  shared_.owner.on_answer(tag_);
  if (!reader_) reader_ = shared_.readers.take();
  for (;;) {
    const auto result = stream_->read(reader_->space());
    switch (result.status) {
      case TlsStatus::done: {
        const auto progress = reader_->received(result.bytes_count);
        if (progress == ReadProgress::wants_more) continue;
        end(reader_->error());
        return false;
      }
      case TlsStatus::wants_read:
      case TlsStatus::wants_write:
        if (reader_->is_empty()) shared_.readers.give_back(std::move(reader_));
        return true;
      case TlsStatus::closed:
        reader_->ended();
        end(reader_->error());
        return false;
      case TlsStatus::failed:
        end(result.error);
        return false;
    }
  }
}

void Connection::linger() {
  auto exchange = observed(errc::timed_out);
  exchange.lingers = true;
  state_ = State::lingering;
  arm(shared_.timeouts.linger);
  shared_.owner.on_ended(*this, exchange);
}

Exchange Connection::observed(boost::system::error_code error) {
  Exchange exchange{.tag = tag_, .phase = phase_, .error = error};
  exchange.ended = shared_.runtime.now();
  if (phase_ == Phase::reuse) return exchange;
  exchange.write_began = write_began_;
  exchange.ciphertext_bytes_sent = stream_->ciphertext_bytes_written() - ciphertext_before_;
  if (reader_) reader_->describe(exchange);
  if (!exchange.head_complete) exchange.unacknowledged_bytes = transport_->unacknowledged_bytes();
  return exchange;
}

void Connection::end(boost::system::error_code error) {
  const auto exchange = observed(error);
  auto reader = std::move(reader_);  // the exchange's views are in it
  auto& readers = shared_.readers;
  const bool lingered = state_ == State::lingering;
  if (!error && state_ == State::awaiting)
    reuse_or_close(*reader);
  else
    shut(CloseKind::reset);
  if (lingered)
    shared_.owner.on_linger_ended(*this, exchange);
  else
    shared_.owner.on_ended(*this, exchange);
  if (reader) readers.give_back(std::move(reader));
}

void Connection::reuse_or_close(const ResponseReader& reader) {
  state_ = State::ready;
  const auto age = shared_.runtime.now() - opened_at_;
  if (!reader.keeps_connection() || age >= shared_.timeouts.age_max || is_outdated() ||
      !is_silent())
    return close();
  deadline_.arm_at(
      shared_.runtime.now() +
      std::min<TimePoint::duration>(shared_.timeouts.idle, shared_.timeouts.age_max - age));
}

/// What came with the answer and is no part of it: a ticket may, nothing else.
bool Connection::is_silent() {
  if (!stream_->holds_received_bytes()) return true;
  std::array<char, 1> unexpected;
  return stream_->read(unexpected).status == TlsStatus::wants_read;
}

}  // namespace net
