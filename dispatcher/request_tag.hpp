#pragma once

#include <cstdint>

#include "dispatcher/policy/chain.hpp"

/// What a request is called while it is on its way: a message's handle or, for a read, a mark, and
/// above it a number that makes the tag its own.
namespace dispatcher {

inline constexpr unsigned handle_bits = 32;
static_assert(sizeof(Handle) * 8 == handle_bits);
inline constexpr Handle read_mark = ~Handle{0};

/// \param post  counts the requests: handles are used again
inline std::uint64_t message_tag(std::uint64_t post, Handle handle) {
  return post << handle_bits | handle;
}
inline std::uint64_t read_tag(std::uint32_t read) {
  return std::uint64_t{read} << handle_bits | read_mark;
}
inline bool is_read(std::uint64_t tag) { return static_cast<Handle>(tag) == read_mark; }
inline Handle handle_of(std::uint64_t tag) { return static_cast<Handle>(tag); }
inline std::uint32_t read_of(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> handle_bits);
}

}  // namespace dispatcher
