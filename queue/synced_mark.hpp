#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "queue/error.hpp"

namespace queue {

/// A small file beside the database that says how far it was synced: what RocksDB cannot know when
/// its newest log file is missing or short. Never ahead of what a finished sync covers.
struct SyncedMark {
  static constexpr const char* file_name = "synced";

  std::uint32_t format_version = 0;
  std::uint64_t commits = 0;  ///< format::Counters::commits of the last commit that was synced
  bool closed = false;        ///< nothing was written after it
};

/// Writes it beside, syncs it and renames it over the old one.
/// errc::io_failed or errc::no_space, with the reason in `detail`.
Result<void> write_mark(const std::filesystem::path& directory, const SyncedMark& mark,
                        std::string& detail);

/// Nothing: there is none. errc::damaged: it cannot be read, or its checksum does not fit.
Result<std::optional<SyncedMark>> read_mark(const std::filesystem::path& directory,
                                            std::string& detail);

}  // namespace queue
