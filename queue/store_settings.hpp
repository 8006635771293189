#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "queue/engine_log.hpp"

namespace queue {

/// How RocksDB is set up, for the writer and for readers; the reasons stand beside each value.
rocksdb::DBOptions database_settings(std::shared_ptr<EngineLog> log);

/// Settings of the families, sharing one block cache.
class FamilySettings {
 public:
  FamilySettings();
  /// Found by whole key only, many of them unknown ones: `ids`.
  rocksdb::ColumnFamilyOptions looked_up() const;
  /// The same where nothing walks over all keys beside the traffic: `receipts`. In memory they are
  /// hashed, so an insert costs a comparison or two instead of some thirty; to walk them all, as a
  /// flush does, costs a sorted copy of what is in memory.
  rocksdb::ColumnFamilyOptions hashed() const;
  /// Read in order.
  rocksdb::ColumnFamilyOptions walked() const;
  /// A few keys that are put over and over, and read at a start: `intents`. In memory a value takes
  /// the place of the one before it, where it is no longer than that.
  rocksdb::ColumnFamilyOptions overwritten() const;

 private:
  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace queue
