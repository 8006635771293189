#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "dispatcher/message/error.hpp"
#include "dispatcher/message/hex.hpp"

namespace dispatcher {

/// The 16 bytes that the digits of a SID stand for: a compact key for maps.
using SidBinary = std::array<std::uint8_t, hex_bytes>;

/// An identifier of the provider: two letters for its kind and 32 hexadecimal digits, whose case is
/// kept as given. Parsing is the only way to get one, so nobody checks again.
/// \see the patterns in the provider's API description, e.g. ^KS[0-9a-fA-F]{32}$
template <class Kind>
class Sid {
 public:
  static constexpr std::size_t letters_count = 2;
  static constexpr std::size_t length_chars = letters_count + hex_digits_count;

  /// errc::malformed_sid when it is another kind's, or no SID.
  static Result<Sid> parse(std::string_view text) {
    if (text.size() != length_chars || !is_kind(text.substr(0, letters_count)) ||
        !hex_digits.has_all_of(text.substr(letters_count))) {
      return errc::malformed_sid;
    }
    Sid sid;
    std::memcpy(sid.chars_.data(), text.data(), length_chars);
    return sid;
  }

  /// The SID whose digits, in lower case, stand for the hex_bytes of `binary`; errc::malformed_sid
  /// when the letters are another kind's, or the sizes are others.
  static Result<Sid> spell(std::string_view letters, std::string_view binary) {
    if (letters.size() != letters_count || !is_kind(letters) || binary.size() != hex_bytes) {
      return errc::malformed_sid;
    }
    Sid sid;
    std::memcpy(sid.chars_.data(), letters.data(), letters_count);
    spell_hex(binary.data(), sid.chars_.data() + letters_count);
    return sid;
  }

  std::string_view text() const { return {chars_.data(), chars_.size()}; }
  std::string_view digits() const { return text().substr(letters_count); }

  /// Equal for SIDs of one kind that differ in the case of their digits only.
  SidBinary binary() const { return read_hex(digits().data()); }

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
  Sid() = default;  // so that parse() stays the only door

  static constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
  static bool is_kind(std::string_view letters) {
    if (Kind::letters.empty()) return is_letter(letters[0]) && is_letter(letters[1]);
    return letters == Kind::letters;
  }

  std::array<char, length_chars> chars_;
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
