#include <algorithm>

#include "queue/store.hpp"

/// Tables written anew, so that what was replaced or removed is in them no more.
namespace queue {

void Store::flush() {
  if (failed()) return;
  (void)accepted(db_->Flush({}, handles_), "writing tables of the spool");
}

void Store::flush_at_once() {
  pace_->make_haste(true);
  flush();
}

/// The tables of the lowest level divide the keys among them.
std::vector<Store::Piece> Store::pieces(Family family) {
  std::vector<Piece> pieces{{}};
  if (failed()) return pieces;
  rocksdb::ColumnFamilyMetaData tables;
  db_->GetColumnFamilyMetaData(handle(family), &tables);
  const auto lowest = std::ranges::find_if(
      tables.levels.rbegin(), tables.levels.rend(),
      [](const rocksdb::LevelMetaData& level) { return !level.files.empty(); });
  if (lowest == tables.levels.rend() || lowest->level == 0) return pieces;
  std::vector<std::string> bounds;
  for (const auto& table : lowest->files) bounds.push_back(table.smallestkey);
  std::ranges::sort(bounds);
  for (std::size_t i = 1; i < bounds.size(); ++i) {
    pieces.back().end = bounds[i];
    pieces.push_back({bounds[i], {}});
  }
  return pieces;
}

void Store::rewrite(Family family, const Piece& piece, std::atomic<bool>& cancelled) {
  if (failed()) return;
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.canceled = &cancelled;
  const rocksdb::Slice begin(piece.begin);
  const rocksdb::Slice end(piece.end);
  const auto status =
      db_->CompactRange(options, handle(family), piece.begin.empty() ? nullptr : &begin,
                        piece.end.empty() ? nullptr : &end);
  const bool ended_early = status.IsIncomplete() && cancelled.load(std::memory_order_acquire);
  if (!ended_early) (void)accepted(status, "rewriting tables of the spool");
}

}  // namespace queue
