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

/// How far a request came before it ended, in the order of the road.
enum class Phase : std::uint8_t {
  reuse = 1,     ///< the leased connection gave something but WANT_READ before the first byte
  write = 2,     ///< SSL_write of the whole request did not return success
  response = 3,  ///< written whole; the answer is what the other fields say
};

/// The answer's head fields that a caller may ask for; what a field means is the caller's business.
inline constexpr std::size_t captured_fields_max = 8;

/// Everything observed of one request: evidence for a verdict. The views live until the handler
/// that got the exchange returns.
struct Exchange {
  std::uint64_t tag = 0;  ///< as given to `post`
  Phase phase = Phase::reuse;
  /// Why it ended; empty when a complete answer came.
  boost::system::error_code error;
  bool head_complete = false;  ///< a final (not 1xx) response head was read
  bool body_complete = false;
  int status = 0;  ///< with head_complete
  /// What came of the body. simdjson::SIMDJSON_PADDING readable bytes stand behind its end.
  std::string_view body;
  /// Values of the fields named in PoolOptions::captured_fields, by position; empty: absent.
  std::array<std::string_view, captured_fields_max> fields{};
  TimePoint write_began{};  ///< just before SSL_write
  TimePoint ended{};
  std::uint64_t ciphertext_bytes_sent = 0;  ///< of this request, as handed to the socket
};

}  // namespace net
