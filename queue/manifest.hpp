#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "queue/log_file.hpp"

namespace queue {

/// All of it can be read but for a torn end, which nobody relied on. Pure.
bool is_sound(const LogFile& manifest);

/// The tables that belong to a database, by their numbers, as the edits in its MANIFEST say
/// together. Others in its directory are what a death left of a flush or a compaction, or what was
/// to be removed: their rows are elsewhere. Nothing: an edit is none that RocksDB 7.8 writes. Pure.
/// \see  rocksdb/wiki "MANIFEST": a log whose records are edits, lists of tags with their fields
std::optional<std::set<std::uint64_t>> live_tables(const LogFile& manifest);

/// Of the tables in `directory` those that belong to the database; all, where that is not known.
/// Sorted by number.
std::vector<std::filesystem::path> tables_of(const std::filesystem::path& directory);

}  // namespace queue
