#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "queue/error.hpp"
#include "queue/format.hpp"

namespace queue {

/// A small file beside the database that says how far it was synced: what RocksDB cannot know when
/// its newest log file is missing or short. Never ahead of what a finished sync covers.
struct SyncedMark {
  static constexpr const char* file_name = "synced";

  std::uint32_t format_version = 0;
  format::Counters counters;  ///< as the last commit that was synced wrote them
  bool closed = false;        ///< nothing was written after it
  bool from_note = false;     ///< read from the note, because the mark itself is damaged
};

/// The same beside it, without a sync of its own: renewed after each finished sync, it survives the
/// death of the process, and after that of the machine it is old, or wild and not believed. With it
/// the loss of anything synced is seen to the last commit. One thread.
class SyncedNote {
 public:
  static constexpr const char* file_name = "synced.now";
  explicit SyncedNote(const std::filesystem::path& directory);
  ~SyncedNote();
  SyncedNote(const SyncedNote&) = delete;
  SyncedNote& operator=(const SyncedNote&) = delete;
  /// It is only a help: what cannot be written is left out.
  void write(const format::Counters& counters);

 private:
  int file_;
};

/// Writes it beside, syncs it and renames it over the old one.
/// errc::io_failed or errc::no_space, with the reason in `detail`.
Result<void> write_mark(const std::filesystem::path& directory, const SyncedMark& mark,
                        std::string& detail);

/// With the counters of the note where that is further on, or where the mark is damaged. Nothing:
/// there is no mark. errc::damaged: neither can be read.
Result<std::optional<SyncedMark>> read_mark(const std::filesystem::path& directory,
                                            std::string& detail);

}  // namespace queue
