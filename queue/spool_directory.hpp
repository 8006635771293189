#pragma once

#include <filesystem>
#include <string>

#include "queue/error.hpp"

namespace queue {

/// The spool's directory, ours alone while this lives: a lock on a file in it that also names the
/// process, so that another can say who holds it.
class SpoolDirectory {
 public:
  /// Creates the directory (mode 0700; its parent must exist) when missing.
  /// errc::directory_unusable or errc::in_use, with the reason and the remedy in `detail`.
  static Result<SpoolDirectory> claim(const std::filesystem::path& path, std::string& detail);

  SpoolDirectory(SpoolDirectory&& other) noexcept;
  SpoolDirectory& operator=(SpoolDirectory&&) = delete;
  ~SpoolDirectory();

  const std::filesystem::path& path() const { return path_; }
  /// Bytes that this process may still write there; 0 when that cannot be known.
  std::uint64_t free_bytes() const;
  struct FilesBytes {
    std::uint64_t logs = 0;    ///< the database's write-ahead logs
    std::uint64_t tables = 0;  ///< and its tables
  };
  /// What lies there; what cannot be read counts as nothing.
  FilesBytes files_bytes() const;
  /// With less free than this the database is not opened, nor opened again: it could write nothing
  /// worth the while. A quarter of the reserve, from 1 to 16 MiB. An open may need more, up to what
  /// stands in its logs, most of which it writes once more; it says so when it gets there.
  static std::uint64_t bytes_to_open(std::uint64_t reserve_bytes);

 private:
  SpoolDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  ///< a descriptor; closing it gives the lock back
};

}  // namespace queue
