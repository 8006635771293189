#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace queue {

/// One of RocksDB's table files, read block by block past what is damaged: RocksDB itself reads all
/// of a table or nothing, and needs the MANIFEST for that. Each block has a checksum. With a
/// readable index at the end of the file the blocks are found by it; without, from the start of the
/// file, by the checksums alone, up to the first damaged one.
/// \see  rocksdb/wiki "Rocksdb BlockBasedTable Format"; format 5, CRC-32C, LZ4, index by binary
///       search, as store_settings.cpp has it
class TableFile {
 public:
  /// A put or a removal, as the engine wrote it. Views the block.
  struct Row {
    std::string key;
    std::uint64_t order = 0;  ///< RocksDB's sequence number: the higher one is the newer
    std::optional<std::string_view> value;  ///< nothing: removed
  };
  /// No row of the file above `above` and up to `last` could be read.
  struct Hole {
    std::string above;
    std::string last;
    bool to_the_end = false;  ///< `last` is not known
  };

  explicit TableFile(const std::filesystem::path& path);

  /// Goes to the next readable row; false: there is no more.
  bool next();
  const Row& row() const { return rows_[at_]; }
  bool at_end() const { return rows_.empty() && next_block_ == blocks_.size(); }

  /// The name of the family, as the file says itself; empty: that part of the file is lost.
  const std::string& family() const { return family_; }
  /// What was found damaged so far, of rows; all of it once `next` was false.
  const std::vector<Hole>& holes() const { return holes_; }
  /// Parts of the file beside its rows are damaged.
  bool frame_damaged() const { return frame_damaged_; }
  /// Reads the rest, for the holes alone.
  void read_all() {
    while (next()) {
    }
  }

 private:
  struct Block {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::string last_key;  ///< not given without an index
  };

  bool read_frame();
  bool read_properties(const std::string& metaindex);
  void scan_for_blocks();
  std::optional<std::string> bytes_at(std::uint64_t offset, std::uint64_t count);
  std::optional<std::string> block_at(std::uint64_t offset, std::uint64_t bytes);
  bool take_block(const std::string& contents);

  std::ifstream file_;
  std::uint64_t file_bytes_ = 0;
  std::string family_;
  bool frame_damaged_ = false;
  bool scanned_ = false;
  std::vector<Block> blocks_;
  std::size_t next_block_ = 0;
  std::string contents_;  ///< of the block that is read
  std::vector<Row> rows_;
  std::size_t at_ = 0;
  std::string last_key_;
  std::vector<Hole> holes_;
};

}  // namespace queue
