#include "queue/store_settings.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <utility>

namespace queue {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t block_cache_bytes = 64 * mebibyte;
constexpr std::size_t write_buffers_bytes = 48 * mebibyte;
/// A restart replays all of it.
constexpr std::uint64_t log_bytes_max = 24 * mebibyte;

/// What is in memory lies in this many lists, by the whole key.
void hash(rocksdb::ColumnFamilyOptions& settings, std::size_t lists_count) {
  constexpr std::size_t whole_key = 255;
  settings.prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(whole_key));
  settings.memtable_factory.reset(rocksdb::NewHashLinkListRepFactory(lists_count, 0, 0, false));
}

}  // namespace

rocksdb::DBOptions database_settings(std::shared_ptr<EngineLog> log) {
  rocksdb::DBOptions settings;
  settings.create_if_missing = true;
  settings.create_missing_column_families = true;
  settings.info_log = std::move(log);
  settings.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  settings.stats_dump_period_sec = 0;
  settings.stats_persist_period_sec = 0;
  settings.max_total_wal_size = log_bytes_max;
  settings.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(write_buffers_bytes);
  // A tail that the crash left cut, zeroed or wild ends the log; anything else is damage, and said
  // so. Point-in-time recovery would drop all behind a flipped bit and call it success.
  settings.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  settings.recycle_log_file_num = 0;
  // A log that is gone while a younger one is there is missed by nothing else.
  settings.track_and_verify_wals_in_manifest = true;
  // One thread writes, so its memory tables need no atomic inserts and nobody waits in a queue.
  settings.allow_concurrent_memtable_write = false;
  settings.enable_write_thread_adaptive_yield = false;
  settings.max_background_jobs = 2;
  // Spreads what a flush or compaction writes, so that it does not stand before our syncs at once.
  settings.bytes_per_sync = mebibyte;
  settings.max_open_files = 512;
  // Whoever has the store open decides what becomes of a failed one.
  settings.max_bgerror_resume_count = 0;
  return settings;
}

FamilySettings::FamilySettings() : cache_(rocksdb::NewLRUCache(block_cache_bytes)) {}

rocksdb::ColumnFamilyOptions FamilySettings::walked() const {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache_;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  table.checksum = rocksdb::kCRC32c;  // which a repair reads (table_file.hpp)
  rocksdb::ColumnFamilyOptions settings;
  settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  settings.compression = rocksdb::kLZ4Compression;
  // Keys of one lane, and of the outcomes, ascend: each goes next to the last of its prefix, which
  // is remembered, so the memory table is not searched from its top. Five bytes are lane and
  // priority.
  settings.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(5));
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::looked_up() const {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache_;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  table.checksum = rocksdb::kCRC32c;  // which a repair reads (table_file.hpp)
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions settings = walked();
  settings.memtable_insert_with_hint_prefix_extractor = nullptr;  // ids may come in any order
  settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Most ids that are asked for are new: the memory table answers those without a search.
  settings.memtable_whole_key_filtering = true;
  settings.memtable_prefix_bloom_size_ratio = 0.05;
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::hashed() const {
  rocksdb::ColumnFamilyOptions settings = looked_up();
  settings.memtable_whole_key_filtering = false;
  settings.memtable_prefix_bloom_size_ratio = 0;
  hash(settings, 65'536);
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::overwritten() const {
  rocksdb::ColumnFamilyOptions settings = walked();
  settings.memtable_insert_with_hint_prefix_extractor = nullptr;
  settings.inplace_update_support = true;  // no snapshot and no iterator lives beside a write
  hash(settings, 4'096);
  return settings;
}

}  // namespace queue
