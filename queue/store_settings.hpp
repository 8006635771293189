#pragma once

#include <rocksdb/options.h>

#include <cstddef>
#include <memory>

#include "queue/engine_log.hpp"

namespace queue {

/// How RocksDB is set up, for the writer and for readers; the reasons stand beside each value.
rocksdb::DBOptions database_settings(std::shared_ptr<EngineLog> log);

/// Settings of the families, sharing one block cache.
class FamilySettings {
 public:
  FamilySettings();
  /// Found by whole key only, many of them unknown ones: `ids`, `receipts`.
  rocksdb::ColumnFamilyOptions looked_up() const;
  /// Read in order.
  rocksdb::ColumnFamilyOptions walked() const;
  /// The same for keys of at most 255 bytes in any order: in memory they are hashed, which costs an
  /// insert a comparison or two instead of some thirty. To walk them all then costs a sorted copy
  /// of what is in memory, so nothing does beside the traffic. `keys_expected`: in memory at once.
  rocksdb::ColumnFamilyOptions hashed(rocksdb::ColumnFamilyOptions settings,
                                      std::size_t keys_expected) const;

 private:
  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace queue
