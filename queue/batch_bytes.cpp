#include "queue/batch_bytes.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#include <utility>

namespace queue {
namespace {

/// Kinds of rows that name their family.
constexpr char removed = 4;
constexpr char written = 5;

constexpr std::size_t varint_bytes_max = 5;

static_assert(std::endian::native == std::endian::little, "the count is stored as it is");

/// Seven bits a byte, the lowest first; all but the last have the eighth set.
char* write_number(char* to, std::uint32_t number) {
  for (; number >= 0x80U; number >>= 7U) *to++ = static_cast<char>(number | 0x80U);
  *to++ = static_cast<char>(number);
  return to;
}

char* write_sized(char* to, std::string_view bytes) {
  assert(bytes.size() <= std::numeric_limits<std::uint32_t>::max());
  to = write_number(to, static_cast<std::uint32_t>(bytes.size()));
  return to + bytes.copy(to, bytes.size());
}

}  // namespace

void BatchBytes::put(std::uint32_t family, std::string_view key, std::string_view value) {
  char* const at = begin_row(written, family, key.size() + value.size());
  end_row(write_sized(write_sized(at, key), value));
}

void BatchBytes::remove(std::uint32_t family, std::string_view key) {
  end_row(write_sized(begin_row(removed, family, key.size()), key));
}

/// Where its key goes, with room for so many bytes and two lengths.
char* BatchBytes::begin_row(char kind, std::uint32_t family, std::size_t bytes_count) {
  ++rows_count_;
  const std::size_t end_max = size_ + 1 + 3 * varint_bytes_max + bytes_count;
  if (bytes_.size() < end_max) bytes_.resize(std::max(2 * bytes_.size(), end_max));
  char* const row = bytes_.data() + size_;
  *row = kind;
  return write_number(row + 1, family);
}

void BatchBytes::clear(std::size_t bytes_count) {
  bytes_.assign(std::max(bytes_count, header_bytes), '\0');
  size_ = header_bytes;
  rows_count_ = 0;
}

std::string BatchBytes::take() {
  bytes_.resize(size_);
  std::memcpy(bytes_.data() + count_at, &rows_count_, sizeof rows_count_);
  return std::move(bytes_);
}

void BatchBytes::put_back(std::string bytes) {
  bytes_ = std::move(bytes);
  size_ = bytes_.size();
}

}  // namespace queue
