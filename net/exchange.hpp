#pragma once

#include <array>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace net {

/// The monotonic clock of everything that waits. Only net/runtime reads it.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// The longest request: it must fit one TLS record (RFC 8446 section 5.1: at most 2^14 bytes), so
/// that a peer can act on the whole of it or on nothing.
inline constexpr std::size_t tls_record_bytes_max = 16'383;

/// The longest body of an answer that is kept; a longer one ends the exchange.
inline constexpr std::size_t response_body_bytes_max = 1024 * 1024;

/// Readable bytes behind the end of `Exchange::body`, for parsers that load whole vectors.
inline constexpr std::size_t body_padding_bytes = 64;

/// How far a request came before it ended, in the order of the road.
enum class Phase : std::uint8_t {
  reuse = 1,     ///< the leased connection gave something but WANT_READ before the first byte
  write = 2,     ///< SSL_write of the whole request did not return success
  response = 3,  ///< written whole; the answer is what the other fields say
};

/// The answer's head fields that a caller may ask for; what a field means is the caller's business.
inline constexpr std::size_t captured_fields_max = 8;

/// Values of asked-for fields that are kept per answer, all together; one that does not fit any
/// more counts as absent.
inline constexpr std::size_t captured_bytes_max = 1024;

/// Everything observed of one request: evidence for a verdict. The views live until the handler
/// that got the exchange returns.
struct Exchange {
  std::uint64_t tag = 0;  ///< as given to `post`
  Phase phase = Phase::reuse;
  /// Why it ended; empty when a complete answer came.
  boost::system::error_code error;
  /// A final head was read: any status but the 1xx ones that are skipped (101 is final). It may
  /// come with Phase::write: an answer that did not wait for the whole request.
  bool head_complete = false;
  bool body_complete = false;
  int status = 0;  ///< with head_complete
  /// What came of the body. `body_padding_bytes` readable bytes stand behind its end.
  std::string_view body{};
  /// Values of the fields named in PoolOptions::captured_fields, by position; empty: absent.
  std::array<std::string_view, captured_fields_max> fields{};
  TimePoint write_began{};  ///< just before SSL_write; zero with Phase::reuse
  TimePoint ended{};
  std::uint64_t ciphertext_bytes_sent = 0;  ///< of this request, as handed to the socket
  /// Of all bytes handed to the socket: those that TCP had not seen acknowledged at the end. Read
  /// for exchanges without a complete head only.
  std::uint64_t unacknowledged_bytes = 0;
  /// The deadline passed, and the connection waits on for a late head: `on_late_exchange` will be
  /// called once more with this tag.
  bool lingers = false;
};

}  // namespace net
