#pragma once
// Reads one HTTP/1.1 request (RFC 9112), stricter than the RFC asks: the simulator judges clients,
// so what a careful client never sends is malformed here: bare LF, folded lines, blanks before a
// colon, two or no Host, two lengths, any Transfer-Encoding, any Expect, another version than 1.1.

#include <cstddef>
#include <string_view>

namespace simulator {

inline constexpr std::size_t head_bytes_max = 16 * 1024;
inline constexpr std::size_t body_bytes_max = 64 * 1024;
inline constexpr std::size_t request_bytes_max = head_bytes_max + body_bytes_max;

/// Views into the bytes that were given to read_request.
struct Request {
  std::string_view method{};
  std::string_view target{};
  std::string_view host{};           ///< letters, digits and "-._:[]": a name, with or without port
  std::string_view authorization{};  ///< empty: no such header
  std::string_view content_type{};   ///< empty: no such header
  std::string_view body{};
  bool keep_alive = true;  ///< false: the client asked for `Connection: close`
};

enum class ReadState { incomplete, complete, malformed, head_too_large, body_too_large };

struct ReadResult {
  ReadState state = ReadState::incomplete;
  std::size_t size_bytes = 0;  ///< of the whole request; what follows belongs to the next one
  Request request{};
};

/// Looks for one request at the beginning of `bytes`. Pure; keeps nothing between calls.
ReadResult read_request(std::string_view bytes);

/// Compares header names and tokens: ASCII letters without regard to case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace simulator
