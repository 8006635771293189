#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/message/error.hpp"

namespace dispatcher {

/// By byte: a SID has 32 digits, and each message four SIDs.
inline constexpr auto hex_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < 10; ++i) values['0' + i] = static_cast<std::int8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) {
    values['a' + i] = values['A' + i] = static_cast<std::int8_t>(10 + i);
  }
  return values;
}();

/// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_value(char c) { return hex_values[static_cast<unsigned char>(c)]; }

/// The 16 bytes that the digits of a SID stand for: a compact key for maps.
using SidBinary = std::array<std::uint8_t, 16>;

/// An identifier of the provider: two letters for its kind and 32 hexadecimal digits, whose case is
/// kept as given. Parsing is the only way to get one, so nobody checks again.
/// \see the patterns in the provider's API description, e.g. ^KS[0-9a-fA-F]{32}$
template <class Kind>
class Sid {
 public:
  static constexpr std::size_t length_chars = 34;
  static constexpr std::size_t letters_count = 2;

  /// errc::malformed_sid when it is another kind's, or no SID.
  static constexpr Result<Sid> parse(std::string_view text) {
    if (text.size() != length_chars || !is_kind(text[0], text[1])) return errc::malformed_sid;
    int signs = 0;  // of all together: -1 sets the highest bit
    for (std::size_t i = letters_count; i < length_chars; ++i) signs |= hex_value(text[i]);
    if (signs < 0) return errc::malformed_sid;
    Sid sid;
    std::copy(text.begin(), text.end(), sid.chars_.begin());
    return sid;
  }

  constexpr std::string_view text() const { return {chars_.data(), chars_.size()}; }
  constexpr std::string_view digits() const { return text().substr(letters_count); }

  /// Equal for SIDs of one kind that differ in the case of their digits only.
  constexpr SidBinary binary() const {
    SidBinary bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const int high = hex_value(chars_[letters_count + 2 * i]);
      const int low = hex_value(chars_[letters_count + 2 * i + 1]);
      bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return bytes;
  }

  /// The text with its digits in lower case: one name for what is one thing to the provider.
  std::string canonical() const {
    std::string name{text()};
    for (auto i = letters_count; i < name.size(); ++i) {
      if (name[i] >= 'A' && name[i] <= 'F') name[i] = static_cast<char>(name[i] - 'A' + 'a');
    }
    return name;
  }

  bool operator==(const Sid&) const = default;

 private:
  constexpr Sid() = default;  // so that parse() stays the only door

  static constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
  static constexpr bool is_kind(char first, char second) {
    if (Kind::letters.empty()) return is_letter(first) && is_letter(second);
    return first == Kind::letters[0] && second == Kind::letters[1];
  }

  std::array<char, length_chars> chars_{};
};

// Kinds. Empty letters: any two, as the provider describes the SID of the text itself (SM, MM ..).
struct ServiceKind {
  static constexpr std::string_view letters = "KS";
};
struct SessionKind {
  static constexpr std::string_view letters = "KC";
};
struct ParticipantKind {
  static constexpr std::string_view letters = "KP";
};
struct InteractionKind {
  static constexpr std::string_view letters = "KI";
};
struct MessageKind {
  static constexpr std::string_view letters = "";
};

using ServiceSid = Sid<ServiceKind>;
using SessionSid = Sid<SessionKind>;
using ParticipantSid = Sid<ParticipantKind>;
using InteractionSid = Sid<InteractionKind>;
using MessageSid = Sid<MessageKind>;

}  // namespace dispatcher
