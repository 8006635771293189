#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "queue/error.hpp"

namespace queue {

/// What is readable of one of RocksDB's log files.
struct LogTail {
  std::size_t good_bytes = 0;    ///< up to here every record is whole
  bool readable_behind = false;  ///< behind the damage a whole record follows: no torn tail
};

/// Pure. \see rocksdb/wiki "Write Ahead Log File Format": blocks of 32 KiB, in them records of
/// masked CRC-32C (of type and payload), length, type, payload.
LogTail examine_log(std::string_view bytes);

/// A crash of the machine may leave the unsynced end of the newest log with records whose first
/// pages reached the disk and whose last ones did not. RocksDB takes these for damage. When nothing
/// readable follows them they are cut off, and the log as it was is kept in `quarantine/`.
/// \return  true: cut off, opening again may help; false: this is no such damage
///          errc::io_failed or errc::no_space with the reason in `detail`
Result<bool> cut_torn_tail(const std::filesystem::path& directory, std::string& detail);

}  // namespace queue
