#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace queue {

/// What is readable of one of RocksDB's log files, and what is not.
struct LogFile {
  /// A batch of the database, whole.
  struct Record {
    std::size_t offset = 0;
    std::string payload;
  };
  /// Bytes that belong to no whole record.
  struct Hole {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::size_t records_before = 0;
  };
  std::vector<Record> records;
  std::vector<Hole> holes;  ///< in order
  std::size_t bytes = 0;
  /// The last hole is the beginning of a record, whose rest was never written.
  bool cut_short = false;

  /// The last hole reaches the end: a torn tail, or worse. Null: there is none.
  const Hole* open_end() const {
    const bool open = !holes.empty() && holes.back().offset + holes.back().bytes == bytes;
    return open ? &holes.back() : nullptr;
  }
};

/// Behind damage it goes on at the next whole record, wherever that begins: RocksDB itself would
/// drop up to 32 KiB of them behind one bit, and says nothing of a header that became zeros. Pure.
/// \see  rocksdb/wiki "Write Ahead Log File Format": blocks of 32 KiB, in them records of masked
///       CRC-32C (of type and payload), length, type, payload
LogFile read_log(std::string_view bytes);

/// A log of these records, filled with zeros up to `bytes_min`: RocksDB remembers how long a log
/// was, and takes a shorter one for damaged. Pure.
std::string write_log(const std::vector<LogFile::Record>& records, std::size_t bytes_min);

}  // namespace queue
