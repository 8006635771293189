#pragma once

#include <cassert>
#include <cstddef>
#include <string_view>

namespace dispatcher {

/// Walks over a short text from its beginning. A step that does not match moves nothing, but for
/// `digits`, after whose failure the text is given up. Pure.
class TextCursor {
 public:
  explicit constexpr TextCursor(std::string_view text) : rest_(text) {}

  constexpr bool at_end() const { return rest_.empty(); }
  constexpr bool at_digit() const { return !at_end() && rest_[0] >= '0' && rest_[0] <= '9'; }

  /// The next character; not `at_end`.
  constexpr char take() {
    assert(!at_end());
    const char next = rest_[0];
    rest_.remove_prefix(1);
    return next;
  }

  constexpr bool skip(char expected) {
    if (at_end() || rest_[0] != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  constexpr bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  /// Exactly `count` (at most 9) decimal digits.
  constexpr bool digits(int count, int& value) {
    value = 0;
    for (int i = 0; i < count; ++i) {
      if (!at_digit()) return false;
      value = value * 10 + (take() - '0');
    }
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace dispatcher
