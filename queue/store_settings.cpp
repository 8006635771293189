#include "queue/store_settings.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <utility>

#include "queue/hashed_memory_table.hpp"
#include "queue/memory_table.hpp"

namespace queue {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t block_cache_bytes = 64 * mebibyte;
/// In one piece. By itself RocksDB makes 64 of it, each smaller than the filter of a full table,
/// which then is read anew for every id.
constexpr int block_cache_shard_bits = 0;
constexpr std::size_t write_buffers_bytes = 48 * mebibyte;
/// Beyond what is there while a flush takes its time.
constexpr std::size_t hasty_bytes = write_buffers_bytes + 8 * mebibyte;
/// Written at once; behind each the thread may rest.
constexpr std::size_t table_piece_bytes = 64 * 1024;
/// A restart replays all of it.
constexpr std::uint64_t log_bytes_max = 24 * mebibyte;

}  // namespace

std::shared_ptr<BackgroundPace> pace_background(rocksdb::DBOptions& settings) {
  auto pace = std::make_shared<BackgroundPace>(settings.write_buffer_manager, hasty_bytes);
  settings.rate_limiter = pace;
  settings.writable_file_max_buffer_size = table_piece_bytes;
  return pace;
}

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

FamilySettings::FamilySettings()
    : cache_(rocksdb::NewLRUCache(block_cache_bytes, block_cache_shard_bits)) {}

rocksdb::BlockBasedTableOptions FamilySettings::tables() const {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache_;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  table.checksum = rocksdb::kCRC32c;  // which a repair reads (table_file.hpp)
  table.block_size = 16 * 1024;       // lanes are read some ten messages at once
  return table;
}

rocksdb::ColumnFamilyOptions FamilySettings::walked() const {
  rocksdb::ColumnFamilyOptions settings;
  settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(tables()));
  settings.compression = rocksdb::kLZ4Compression;
  settings.memtable_factory = make_memory_tables();
  // One that fills and one that the log's size ends may come together: with two, which is the most
  // by itself, writers would stop until the first is a table, at each flush.
  settings.max_write_buffer_number = 4;
  // Each time the first level goes into the second, all of that is written anew: half as often as
  // by itself, and no read has to look into more than eight tables more.
  settings.level0_file_num_compaction_trigger = 8;
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::walked_by_lane() const {
  rocksdb::ColumnFamilyOptions settings = walked();
  // What ends in a lane goes next to what ended in it before: five bytes are lane and priority.
  settings.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(5));
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::looked_up() const {
  rocksdb::BlockBasedTableOptions table = tables();
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions settings = walked();
  settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Most ids that are asked for are new: the memory table answers those without a search.
  settings.memtable_whole_key_filtering = true;
  settings.memtable_prefix_bloom_size_ratio = 0.05;
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::looked_up_unordered() const {
  rocksdb::ColumnFamilyOptions settings = looked_up();
  settings.memtable_factory = make_hashed_memory_tables();
  settings.memtable_whole_key_filtering = false;  // a hash is one already
  settings.memtable_prefix_bloom_size_ratio = 0;
  return settings;
}

rocksdb::ColumnFamilyOptions FamilySettings::overwritten() const {
  rocksdb::ColumnFamilyOptions settings = walked();
  settings.memtable_factory = make_hashed_memory_tables();
  return settings;
}

}  // namespace queue
