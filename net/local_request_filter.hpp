#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "net/local_http.hpp"

namespace net {

/// How far the head of a request has come in.
struct HeadScan {
  enum class State : std::uint8_t { incomplete, complete, broken };
  State state = State::incomplete;
  std::size_t length_bytes = 0;  ///< when complete: up to and with the empty line
};

/// Looks for the empty line that ends a head, in the bytes that have come. A byte that no head may
/// have breaks it at once, so that nobody waits for the end of it: a CR or LF alone, NUL and other
/// control characters but TAB, and all beyond ASCII. What an earlier call found incomplete need not
/// be looked at again: `scanned_bytes` of it. Pure; any thread.
HeadScan scan_head(std::string_view received, std::size_t scanned_bytes = 0);

/// What a complete head asks for, or why it is refused.
struct HeadVerdict {
  int refusal_status = 0;        ///< 0: it passes, and only then do the other fields hold
  std::string_view reason = {};  ///< of a refusal: a sentence for whoever wrote the client
  std::size_t content_length_bytes = 0;
  bool expects_continue = false;  ///< RFC 9110 section 10.1.1
  bool wants_close = false;       ///< RFC 9112 section 9.6
  LocalHead said = {};            ///< views the head
};

inline constexpr std::size_t target_bytes_max = 2048;
inline constexpr std::size_t request_fields_max = 64;
inline constexpr std::size_t method_bytes_max = 16;

/// Judges a head that `scan_head` found complete. It is stricter than RFC 9112 demands, and much
/// stricter than Beast's parser, which comes after it: whatever two readers could understand in two
/// ways is refused, with the status that RFC 9110 and 9112 give for it, so also every transfer
/// coding, HTTP/1.0, folded lines and repeated lengths. Pure; any thread.
HeadVerdict judge_head(std::string_view head, std::size_t body_bytes_max);

}  // namespace net
