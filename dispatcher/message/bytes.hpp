#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "dispatcher/message/sid.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Appends the fields of a stored record. Numbers are little endian; a `varint` carries 7 bits a
/// byte, lowest first, with the top bit set on all bytes but the last.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }

  void varint(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) u8(static_cast<std::uint8_t>(value | 0x80U));
    u8(static_cast<std::uint8_t>(value));
  }

  /// 8 bytes: microseconds since 1970, two's complement.
  void time(WallTime value) {
    auto bits = static_cast<std::uint64_t>(value.time_since_epoch().count());
    std::array<char, 8> bytes{};
    for (char& byte : bytes) {
      byte = static_cast<char>(bits);
      bits >>= 8U;
    }
    out_.append(bytes.data(), bytes.size());
  }

  /// Its length as a varint, then its bytes.
  void text(std::string_view value) {
    varint(value.size());
    out_.append(value);
  }

  /// The kind's letters where the kind leaves them open, then 1 and 16 bytes (no digit is in upper
  /// case) or 2 and the 32 digits as given.
  template <class Kind>
  void sid(const Sid<Kind>& value) {
    if (Kind::letters.empty()) out_.append(value.text().substr(0, 2));
    if (upper_hex_digits.has_any_of(value.digits())) {
      u8(2);
      out_.append(value.digits());
    } else {
      u8(1);
      const SidBinary bytes = value.binary();
      out_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
  }

 private:
  std::string& out_;
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
    const auto bytes = take(8);
    std::uint64_t bits = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      bits = bits << 8U | static_cast<unsigned char>(bytes[i]);
    }
    return WallTime{std::chrono::microseconds{static_cast<std::int64_t>(bits)}};
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
