#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "queue/spool_words.hpp"

/// Numbers in keys and values: fixed width, most significant byte first, so that keys sort as the
/// numbers do.
namespace queue {

static_assert(std::endian::native == std::endian::little, "the byte swaps below assume it");

template <class Number>
Number byte_swapped(Number value) {
  static_assert(std::is_unsigned_v<Number>);
  if constexpr (sizeof(Number) == 8) return static_cast<Number>(__builtin_bswap64(value));
  if constexpr (sizeof(Number) == 4) return static_cast<Number>(__builtin_bswap32(value));
  if constexpr (sizeof(Number) == 2) return static_cast<Number>(__builtin_bswap16(value));
  return value;
}

/// Side by side, and the string grows only once.
template <class... Numbers>
void append_numbers(std::string& to, Numbers... values) {
  char bytes[(sizeof(Numbers) + ...)];
  char* at = bytes;
  const auto write = [&at](auto value) {
    const auto swapped = byte_swapped(value);
    std::memcpy(at, &swapped, sizeof swapped);
    at += sizeof swapped;
  };
  (write(values), ...);
  to.append(bytes, sizeof bytes);
}

template <class Number>
void append_number(std::string& to, Number value) {
  append_numbers(to, value);
}

/// Takes values off the front of stored bytes. A read past the end gives zero and is remembered:
/// the caller asks `complete()` once at the end. Pure.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    if (rest_.size() < sizeof(Number)) return fail(), Number{0};
    Number value;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return byte_swapped(value);
  }

  std::string_view bytes(std::size_t count) {
    if (rest_.size() < count) return fail(), std::string_view{};
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest() {
    const auto taken = rest_;
    rest_ = {};
    return taken;
  }

  /// Nothing was missing, and nothing is left over.
  bool complete() const { return !failed_ && rest_.empty(); }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool failed_ = false;
};

// A time is two's complement with the sign bit turned: earlier ones sort before later ones.
inline constexpr std::uint64_t time_sign_bit = std::uint64_t{1} << 63;

inline std::uint64_t time_number(WallTime time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count()) ^ time_sign_bit;
}

inline void append_time(std::string& to, WallTime time) { append_number(to, time_number(time)); }

inline WallTime read_time(ByteReader& from) {
  const auto count = static_cast<std::int64_t>(from.number<std::uint64_t>() ^ time_sign_bit);
  return WallTime{std::chrono::microseconds{count}};
}

}  // namespace queue
