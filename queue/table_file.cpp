#include "queue/table_file.hpp"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

#include "queue/crc32c.hpp"
#include "queue/table_block.hpp"

namespace queue {
namespace {

/// At the end: the kind of sum, two handles in 40 bytes, the format, a magic number.
constexpr std::size_t footer_bytes = 1 + 40 + 4 + 8;
constexpr std::uint64_t table_magic = 0x88e241b785f4cff7ULL;
constexpr char crc32c_sums = 1;
constexpr std::uint32_t table_format = 5;
/// Behind the key: sequence number and type in one number.
constexpr std::size_t order_bytes = 8;
constexpr std::uint64_t type_removal = 0;
constexpr std::uint64_t type_put = 1;
/// Without an index: no data block of ours is longer. A block ends with the row that fills it.
constexpr std::uint64_t scanned_block_bytes_max = 64 * 1024;

struct Handle {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

std::optional<Handle> take_handle(std::string_view& bytes) {
  const auto offset = take_varint(bytes);
  const auto size = take_varint(bytes);
  if (!offset || !size) return std::nullopt;
  return Handle{*offset, *size};
}

}  // namespace

TableFile::TableFile(const std::filesystem::path& path) : file_(path, std::ios::binary) {
  std::error_code error;
  file_bytes_ = std::filesystem::file_size(path, error);
  if (error) file_bytes_ = 0;
  if (read_frame()) return;
  frame_damaged_ = true;
  scanned_ = true;
  blocks_.clear();
  scan_for_blocks();
  rows_.clear();
  last_key_.clear();
}

bool TableFile::next() {
  if (at_ + 1 < rows_.size()) return ++at_, true;
  rows_.clear();
  at_ = 0;
  while (rows_.empty() && next_block_ < blocks_.size()) {
    const Block& block = blocks_[next_block_++];
    const auto contents = block_at(block.offset, block.bytes);
    if (!contents || !take_block(*contents)) {
      rows_.clear();
      holes_.push_back({last_key_, block.last_key, false});
    }
    last_key_ = rows_.empty() ? block.last_key : rows_.back().key;
  }
  if (rows_.empty() && std::exchange(scanned_, false)) holes_.push_back({last_key_, {}, true});
  return !rows_.empty();
}

/// False: a part of the file that leads to the others is damaged.
bool TableFile::read_frame() {
  if (file_bytes_ < footer_bytes) return false;
  const auto footer = bytes_at(file_bytes_ - footer_bytes, footer_bytes);
  std::uint64_t magic = 0;
  if (footer) std::memcpy(&magic, footer->data() + footer_bytes - sizeof magic, sizeof magic);
  std::uint32_t format = 0;
  if (footer) std::memcpy(&format, footer->data() + footer_bytes - 12, sizeof format);
  // RocksDB ends the process at a format that it does not know.
  if (magic != table_magic || format != table_format || footer->front() != crc32c_sums) {
    return false;
  }
  std::string_view handles = std::string_view(*footer).substr(1);
  const auto metaindex_at = take_handle(handles);
  const auto index_at = take_handle(handles);
  if (!metaindex_at || !index_at) return false;
  const auto metaindex = block_at(metaindex_at->offset, metaindex_at->bytes);
  if (!metaindex || !read_properties(*metaindex)) frame_damaged_ = true;
  const auto index = block_at(index_at->offset, index_at->bytes);
  return index &&
         walk_index(*index,
                    [&](std::string_view key, std::string_view rest) -> std::optional<std::size_t> {
                      const std::size_t before = rest.size();
                      const auto handle = take_handle(rest);
                      if (!handle) return std::nullopt;
                      blocks_.push_back({handle->offset, handle->bytes, std::string(key)});
                      return before - rest.size();
                    });
}

/// The family is among the properties; each other block that the metaindex names is checked.
bool TableFile::read_properties(const std::string& metaindex) {
  bool good = true;
  const bool walked = walk_block(metaindex, [&](std::string_view name, std::string_view value) {
    const auto handle = take_handle(value);
    const auto block = handle ? block_at(handle->offset, handle->bytes) : std::nullopt;
    if (!block) good = false;
    if (!block || name != "rocksdb.properties") return true;
    return walk_block(*block, [&](std::string_view property, std::string_view text) {
      if (property == "rocksdb.column.family.name") family_ = text;
      return true;
    });
  });
  return walked && good;
}

/// Blocks stand one behind the other: one ends where the sum over it fits what follows.
void TableFile::scan_for_blocks() {
  std::uint64_t start = 0;
  for (;;) {
    const auto count = std::min(scanned_block_bytes_max, file_bytes_ - start);
    const auto bytes = bytes_at(start, count);
    if (!bytes || bytes->size() < block_trailer_bytes) return;
    Crc32c crc;
    std::size_t end = 0;
    for (std::size_t at = 0; at + 4 < bytes->size() && end == 0; ++at) {
      crc.add((*bytes)[at]);
      std::uint32_t stored = 0;
      std::memcpy(&stored, bytes->data() + at + 1, sizeof stored);
      if (at > 0 && crc.sum() == Crc32c::unmasked(stored)) end = at;
    }
    if (end == 0) return;
    const auto contents = open_block(std::string_view(*bytes).substr(0, end + 5));
    // What stands behind the rows are filter, index and properties.
    if (!contents || !take_block(*contents)) return rows_.clear();
    last_key_ = rows_.back().key;
    rows_.clear();
    blocks_.push_back({start, end, last_key_});
    start += end + block_trailer_bytes;
  }
}

std::optional<std::string> TableFile::bytes_at(std::uint64_t offset, std::uint64_t count) {
  if (offset > file_bytes_ || count > file_bytes_ - offset) return std::nullopt;
  std::string bytes(count, '\0');
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset));
  if (!file_.read(bytes.data(), static_cast<std::streamsize>(count))) return std::nullopt;
  return bytes;
}

std::optional<std::string> TableFile::block_at(std::uint64_t offset, std::uint64_t bytes) {
  if (bytes > block_bytes_max) return std::nullopt;
  const auto read = bytes_at(offset, bytes + block_trailer_bytes);
  return read ? open_block(*read) : std::nullopt;
}

/// False: it holds something else than rows in order.
bool TableFile::take_block(const std::string& contents) {
  rows_.clear();
  contents_ = contents;
  const bool walked = walk_block(contents_, [&](std::string_view key, std::string_view value) {
    if (key.size() < order_bytes) return false;
    std::uint64_t packed = 0;
    std::memcpy(&packed, key.data() + key.size() - order_bytes, sizeof packed);
    const std::uint64_t type = packed & 0xffU;
    if (type != type_put && type != type_removal) return false;
    key.remove_suffix(order_bytes);
    const std::string_view before = rows_.empty() ? last_key_ : rows_.back().key;
    if (key < before) return false;
    Row row{std::string(key), packed >> 8U, std::nullopt};
    if (type == type_put) row.value = value;
    rows_.push_back(std::move(row));
    return true;
  });
  return walked && !rows_.empty();
}

}  // namespace queue
