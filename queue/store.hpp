#pragma once

#include <rocksdb/db.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/background_pace.hpp"
#include "queue/batch_bytes.hpp"
#include "queue/engine_log.hpp"
#include "queue/error.hpp"

namespace queue {

/// The column families. On disk by name (store.cpp); the order is ours.
enum class Family : std::uint8_t {
  meta,
  messages,
  ids,
  outcomes,
  due,
  held,
  lanes,
  intents,
  doubts,
  receipts,
  history,
  dead,
};
inline constexpr std::size_t families_count = 12;
std::string_view family_name(Family family);

/// Why the store can be used no more.
struct Failure {
  errc error = errc::io_failed;
  std::string detail;
};

/// Sorts what RocksDB says into our errors. Pure.
Failure failure_of(const rocksdb::Status& status, std::string_view doing);

/// The database: families, batches, and one rule. After the first failed call nobody calls it
/// again: later reads find nothing, later writes and syncs do nothing, and `failure()` says why.
/// Until it is closed and opened again, whole.
class Store {
 public:
  /// Opens or creates; reads back the log of the process before. The directory exists.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& directory,
                                             std::string& detail);
  /// Opens for reading only, with no writer about; changes nothing.
  static Result<std::unique_ptr<Store>> open_read_only(const std::filesystem::path& directory,
                                                       std::string& detail);
  /// Opens for reading only, beside a writer or without one. `scratch` is an empty directory.
  static Result<std::unique_ptr<Store>> open_secondary(const std::filesystem::path& directory,
                                                       const std::filesystem::path& scratch,
                                                       std::string& detail);
  ~Store() { close(); }
  /// Lets go of the files. Call it once nobody holds an iterator, and no sync is under way; the
  /// store counts as failed from then on.
  void close();
  /// Opens what was closed, and forgets the failure: references to the store stay good. A new
  /// failure, if that fails.
  void reopen();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// One commit in the making. The writer's thread only.
  class Batch {
   public:
    explicit Batch(Store& store) : store_(store) {}
    void put(Family family, std::string_view key, std::string_view value);
    void remove(Family family, std::string_view key);
    bool empty() const { return rows_count() == 0; }
    std::uint64_t rows_count() const { return bytes_.rows_count(); }
    void clear() { bytes_.clear(); }

   private:
    friend class Store;
    Store& store_;
    BatchBytes bytes_;
  };

  /// Writes and empties the batch; it survives the death of the process from then on, and that of
  /// the machine after the next `sync`. False: the store has failed, the batch is as it was, and
  /// may be stored or not. The writer's thread only.
  bool write(Batch& batch);
  /// All that was written before the call is durable after it; false: not so. The sync thread only.
  bool sync();
  // Rewriting (store_rewriting.cpp): one thread at a time, which may be another than the writer's.
  // Nobody closes the store meanwhile.

  /// All that was written before lies in tables after it, and the logs of it are gone.
  void flush();
  /// The same, with nothing left to be done beside it.
  void flush_at_once();
  /// A range of keys, the end excluded; an empty bound is none.
  struct Piece {
    std::string begin;
    std::string end;
  };
  /// Of some table's size each, together all keys.
  std::vector<Piece> pieces(Family family);
  /// Writes the tables of the piece anew, without what was replaced or removed. `cancelled`, once
  /// true, ends it early.
  void rewrite(Family family, const Piece& piece, std::atomic<bool>& cancelled);

  /// A secondary takes in what the writer has written since.
  rocksdb::Status catch_up();

  /// The writer's thread, or the only one of a secondary.
  std::optional<std::string> get(Family family, std::string_view key);
  /// One value or nothing per key, in the order of the keys.
  std::vector<std::optional<std::string>> get_all(Family family,
                                                  const std::vector<std::string_view>& keys);
  /// Sees what was written until now. Never null; after a failure it is at its end.
  std::unique_ptr<rocksdb::Iterator> iterate(Family family);
  /// To be asked when an iterator stops: an end, or an error (which fails the store).
  void check(const rocksdb::Iterator& iterator);

  bool failed() const { return failed_.load(std::memory_order_acquire); }
  /// What went wrong first; `failed()` was true. Any thread.
  Failure failure() const;
  /// Called on the thread that fails first, also one of the engine's own. Any thread.
  void on_failure(std::function<void()> told);
  /// A stored value that this version never wrote. Counts also after a full disk, which would pass.
  void fail_undecodable(Family family, std::string_view key);
  void fail(Failure failure);

 private:
  explicit Store(std::filesystem::path directory);
  rocksdb::Status open_database();
  void set_failure(Failure failure, bool over_no_space);
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }
  bool accepted(const rocksdb::Status& status, std::string_view doing);

  const std::filesystem::path directory_;
  const std::shared_ptr<EngineLog> log_;
  std::shared_ptr<BackgroundPace> pace_;  // a writer's
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::atomic<bool> failed_{false};
  mutable std::mutex failure_mutex_;
  Failure failure_;  // guarded, like the next
  std::function<void()> failure_told_;
  /// Held over each look at the failure and the sync behind it: a failed writer that has had it
  /// once knows that no sync runs or begins any more.
  std::mutex sync_gate_;
};

}  // namespace queue
