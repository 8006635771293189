#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace dispatcher {

struct InputLine {
  std::uint64_t number = 0;  ///< from 1
  std::string_view text;     ///< without its end; lives until the next `next`
};

/// What of a raw line (without its line feed) counts as its text: not its carriage return, and one
/// byte more than `line_bytes_max` at most, so that it is seen to be too long.
std::string_view line_text(std::string_view raw, std::size_t line_bytes_max);

/// Splits what comes from a file descriptor into lines, in memory that does not grow with either.
/// A carriage return before the line feed belongs to the line's end; the last line needs no end.
/// Of a line over `line_bytes_max` only the beginning, one byte longer than that, is given.
class LineReader {
 public:
  /// \param descriptor  stays the caller's
  LineReader(int descriptor, std::size_t line_bytes_max);

  /// Nothing: the end, or `error`.
  std::optional<InputLine> next();

  std::error_code error() const { return error_; }
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool fill();
  std::string_view cut(std::size_t length_bytes) const {
    return line_text({buffer_.data() + begin_, length_bytes}, line_bytes_max_);
  }

  const int descriptor_;
  const std::size_t line_bytes_max_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // what is in the buffer and was not given yet
  std::size_t end_ = 0;
  bool at_end_ = false;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::error_code error_;
};

}  // namespace dispatcher
