#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "dispatcher/message/sid.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Writes the fields of a stored record, which take at most `bytes_max`. Numbers are little endian;
/// a `varint` carries 7 bits a byte, lowest first, with the top bit set on all bytes but the last.
template <std::size_t bytes_max>
class ByteWriter {
 public:
  void u8(std::uint8_t value) { *claim(1) = static_cast<char>(value); }

  void varint(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) u8(static_cast<std::uint8_t>(value | 0x80U));
    u8(static_cast<std::uint8_t>(value));
  }

  /// 8 bytes: microseconds since 1970, two's complement.
  void time(WallTime value) {
    const std::int64_t count = value.time_since_epoch().count();
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(claim(sizeof count), &count, sizeof count);
  }

  void bytes(std::string_view value) { std::copy(value.begin(), value.end(), claim(value.size())); }

  /// Its length as a varint, then its bytes.
  void text(std::string_view value) {
    varint(value.size());
    bytes(value);
  }

  /// The kind's letters where the kind leaves them open, then 1 and 16 bytes (no digit is in upper
  /// case) or 2 and the 32 digits as given.
  template <class Kind>
  void sid(const Sid<Kind>& value) {
    if (Kind::letters.empty()) bytes(value.text().substr(0, Sid<Kind>::letters_count));
    if (upper_hex_digits.has_any_of(value.digits())) {
      u8(2);
      bytes(value.digits());
    } else {
      u8(1);
      const SidBinary binary = value.binary();
      bytes({reinterpret_cast<const char*>(binary.data()), binary.size()});
    }
  }

  /// What was written.
  std::string_view written() const { return {bytes_.data(), count_}; }

 private:
  char* claim(std::size_t bytes_count) {
    assert(bytes_count <= bytes_max - count_);
    char* const claimed = bytes_.data() + count_;
    count_ += bytes_count;
    return claimed;
  }

  std::array<char, bytes_max> bytes_;
  std::size_t count_ = 0;
};

/// Reads what a ByteWriter wrote, and trusts nothing: after the first field that is not there or
/// not well formed every reading gives an empty value and `finished` is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  /// Everything was well formed, and nothing is left.
  bool finished() const { return !failed_ && rest_.empty(); }
  void fail() { failed_ = true; }

  std::uint8_t u8() {
    const auto byte = take(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
  }

  /// At most `max`.
  std::uint64_t varint(std::uint64_t max) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && !failed_; shift += 7) {
      const std::uint64_t byte = u8();
      value |= (byte & 0x7FU) << shift;
      if (byte >= 0x80U) continue;
      if (value > max) break;
      return value;
    }
    fail();
    return 0;
  }

  /// A varint that must fit the type.
  template <class Number>
  Number number() {
    return static_cast<Number>(varint(std::numeric_limits<Number>::max()));
  }

  WallTime time() {
    const auto bytes = take(sizeof(std::int64_t));
    std::int64_t count = 0;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&count));
    return WallTime{std::chrono::microseconds{count}};
  }

  /// The view is of the record's own bytes.
  std::string_view text(std::size_t bytes_max) {
    return take(static_cast<std::size_t>(varint(bytes_max)));
  }

  template <class Kind>
  Result<Sid<Kind>> sid() {
    const auto letters = Kind::letters.empty() ? take(Sid<Kind>::letters_count) : Kind::letters;
    Result<Sid<Kind>> read = errc::malformed_sid;
    switch (u8()) {
      case 1:
        read = Sid<Kind>::spell(letters, take(hex_bytes));
        break;
      case 2: {
        std::array<char, Sid<Kind>::length_chars> chars{};
        const auto digits = take(hex_digits_count);
        std::copy(letters.begin(), letters.end(), chars.begin());
        std::copy(digits.begin(), digits.end(), chars.begin() + Sid<Kind>::letters_count);
        read = Sid<Kind>::parse({chars.data(), chars.size()});
        break;
      }
      default:
        break;
    }
    if (!read) fail();
    return read;
  }

 private:
  std::string_view take(std::size_t bytes_count) {
    if (failed_ || rest_.size() < bytes_count) {
      fail();
      return {};
    }
    const auto taken = rest_.substr(0, bytes_count);
    rest_.remove_prefix(bytes_count);
    return taken;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace dispatcher
