#pragma once

#include <cstdint>

namespace dispatcher {

/// How far an attempt came before it ended, in the order of the road. On disk: never change a
/// value, only add.
enum class Phase : std::uint8_t {
  resolve = 1,       ///< no address
  connect = 2,       ///< no TCP connection
  handshake = 3,     ///< TLS did not come about
  certificate = 4,   ///< TLS refused the peer's certificate or name
  reuse = 5,         ///< the leased connection was found dead before the first byte
  write = 6,         ///< the request was not handed over whole
  response = 7,      ///< written whole; the answer, or its absence, tells the rest
  process_died = 8,  ///< an intent of a process that is no more: nothing else is known
  shutdown = 9,      ///< we stopped waiting for the answer
};
inline constexpr std::uint8_t phase_last = 9;

}  // namespace dispatcher
