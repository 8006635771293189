#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dispatcher/message/byte_block.hpp"

namespace dispatcher {

/// A short text of visible ASCII characters kept in place, such as a request's id in an answer's
/// head. Empty: absent.
template <std::size_t chars_max>
class BoundedText {
 public:
  static_assert(chars_max <= 255);
  static constexpr std::size_t size_max = chars_max;

  BoundedText() = default;

  /// A text that is too long, or holds anything but visible ASCII, is taken as absent: it came from
  /// a stranger and is of use to nobody.
  explicit BoundedText(std::string_view text) {
    static constexpr AsciiSet visible{[](char c) { return c > ' ' && c < '\x7f'; }};
    if (text.size() > chars_max || !visible.has_all_of(text)) return;
    std::copy(text.begin(), text.end(), chars_.begin());
    size_ = static_cast<std::uint8_t>(text.size());
  }

  std::string_view view() const { return {chars_.data(), size_}; }
  bool empty() const { return size_ == 0; }
  bool operator==(const BoundedText& other) const { return view() == other.view(); }

 private:
  std::array<char, chars_max> chars_{};
  std::uint8_t size_ = 0;
};

}  // namespace dispatcher
