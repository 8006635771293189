#pragma once

#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <memory>

#include "queue/background_pace.hpp"
#include "queue/engine_log.hpp"

namespace queue {

/// How RocksDB is set up, for the writer and for readers; the reasons stand beside each value.
rocksdb::DBOptions database_settings(std::shared_ptr<EngineLog> log);
/// For a writer that others wait for.
std::shared_ptr<BackgroundPace> pace_background(rocksdb::DBOptions& settings);

/// Settings of the families, sharing one block cache.
class FamilySettings {
 public:
  FamilySettings();
  /// Found by whole key only, many of them unknown ones: `ids`.
  rocksdb::ColumnFamilyOptions looked_up() const;
  /// As those, and never written in the order of the keys: `receipts`.
  rocksdb::ColumnFamilyOptions looked_up_unordered() const;
  /// Few keys, written again and again, and read at a start: `intents`.
  rocksdb::ColumnFamilyOptions overwritten() const;
  /// Read in order.
  rocksdb::ColumnFamilyOptions walked() const;
  /// Read in order, and written in the order of each lane: `messages`.
  rocksdb::ColumnFamilyOptions walked_by_lane() const;

 private:
  rocksdb::BlockBasedTableOptions tables() const;

  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace queue
