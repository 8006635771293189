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
  /// What must be free before the database is opened, or opened again: an open writes what stands
  /// in the logs once more, into tables, and a failed one leaves some of them behind; on top of it
  /// a share of the reserve, so that there is something to go on with.
  std::uint64_t bytes_to_open(std::uint64_t reserve_bytes) const;

 private:
  SpoolDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  ///< a descriptor; closing it gives the lock back
};

}  // namespace queue
