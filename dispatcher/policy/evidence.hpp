#pragma once

#include <cstdint>
#include <optional>

namespace dispatcher {

/// How far an attempt came, in the order of the road.
enum class Stage : std::uint8_t {
  resolve = 1,   ///< no address
  connect,       ///< refused, unreachable, timed out
  handshake,     ///< TLS ended before it began
  certificate,   ///< chain, validity or host name refused
  reuse,         ///< the connection was found dead before the first byte
  write,         ///< the request was not handed over whole
  response,      ///< handed over whole; the rest of the evidence says what came
  process_died,  ///< an intent without an outcome was found at start
};

/// What was observed of one attempt: all that a verdict may rest on.
struct Evidence {
  Stage stage = Stage::response;
  /// A final response head was read. It beats any transport error, also one of the write.
  bool head_complete = false;
  int status = 0;                     ///< with head_complete
  std::optional<std::uint32_t> code;  ///< the provider's own, from the body of a non-2xx
  bool receipt_known = false;         ///< a 2xx whose body gave the interaction's SID
  int not_found_rechecks = 0;         ///< 404s of this message so far that were not believed
};

}  // namespace dispatcher
