#include "dispatcher/face/submit_lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>

namespace dispatcher {
namespace {

constexpr std::size_t read_bytes = 1 << 20;

}  // namespace

std::string_view line_text(std::string_view raw, std::size_t line_bytes_max) {
  if (raw.ends_with('\r')) raw.remove_suffix(1);
  return raw.substr(0, line_bytes_max + 1);
}

LineReader::LineReader(int descriptor, std::size_t line_bytes_max)
    : descriptor_(descriptor),
      line_bytes_max_(line_bytes_max),
      buffer_(read_bytes + line_bytes_max + 2) {}

std::optional<InputLine> LineReader::next() {
  std::size_t searched_bytes = 0;
  while (true) {
    const char* from = buffer_.data() + begin_;
    const auto length_bytes = end_ - begin_;
    const auto* feed = static_cast<const char*>(
        std::memchr(from + searched_bytes, '\n', length_bytes - searched_bytes));
    if (feed != nullptr) {
      const auto line_bytes = static_cast<std::size_t>(feed - from);
      const InputLine line{++line_number_, cut(line_bytes)};
      begin_ += line_bytes + 1;
      return line;
    }
    searched_bytes = length_bytes;
    if (at_end_) {
      if (length_bytes == 0 || error_) return std::nullopt;
      const InputLine line{++line_number_, cut(length_bytes)};
      begin_ = end_;
      return line;
    }
    // Too long already: its beginning stays, what follows until its end is let go.
    const auto keep_bytes = line_bytes_max_ + 2;
    if (length_bytes > keep_bytes) {
      end_ = begin_ + keep_bytes;
      searched_bytes = keep_bytes;
    }
    if (!fill()) at_end_ = true;
  }
}

bool LineReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  assert(buffer_.size() - end_ >= read_bytes);
  while (true) {
    const auto got = ::read(descriptor_, buffer_.data() + end_, read_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error_ = {errno, std::system_category()};
    if (got <= 0) return false;
    end_ += static_cast<std::size_t>(got);
    bytes_read_ += static_cast<std::uint64_t>(got);
    return true;
  }
}

}  // namespace dispatcher
