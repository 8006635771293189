#include "queue/store.hpp"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "queue/engine_watch.hpp"
#include "queue/open_leftovers.hpp"
#include "queue/store_settings.hpp"

namespace queue {
namespace {

/// On disk: never rename one.
constexpr std::array<std::string_view, families_count> family_names = {
    "default", "messages", "ids",    "outcomes", "due",     "held",
    "lanes",   "intents",  "doubts", "receipts", "history", "dead"};

rocksdb::ColumnFamilyOptions settings_of(const FamilySettings& settings, Family family) {
  switch (family) {
    case Family::ids:
      return settings.looked_up();
    case Family::receipts:
      return settings.looked_up_unordered();
    case Family::intents:
      return settings.overwritten();
    case Family::messages:
      return settings.walked_by_lane();
    default:
      return settings.walked();
  }
}

std::vector<rocksdb::ColumnFamilyDescriptor> families() {
  const FamilySettings settings;
  std::vector<rocksdb::ColumnFamilyDescriptor> described;
  for (std::size_t i = 0; i < families_count; ++i) {
    const auto family = static_cast<Family>(i);
    described.emplace_back(std::string(family_names[i]), settings_of(settings, family));
  }
  return described;
}

/// A later version may have added families, which RocksDB refuses to leave closed.
bool has_unknown_family(const std::filesystem::path& directory,
                        const std::shared_ptr<EngineLog>& log) {
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies(database_settings(log), directory, &names).ok())
    return false;
  return std::ranges::any_of(names, [](const std::string& name) {
    return std::ranges::find(family_names, name) == family_names.end();
  });
}

std::string_view slice(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

std::string_view family_name(Family family) {
  return family_names[static_cast<std::size_t>(family)];
}

Failure failure_of(const rocksdb::Status& status, std::string_view doing) {
  assert(!status.ok());
  Failure failure{errc::io_failed, std::string(doing) + ": " + status.ToString()};
  if (status.IsCorruption() || status.IsInvalidArgument() || status.IsNotFound()) {
    failure.error = errc::damaged;
  }
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kNoSpace) {
    failure.error = errc::no_space;
  }
  return failure;
}

Store::Store(std::filesystem::path directory)
    : directory_(std::move(directory)), log_(std::make_shared<EngineLog>()) {}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& directory,
                                           std::string& detail) {
  std::unique_ptr<Store> store(new Store(directory));
  if (has_unknown_family(directory, store->log_)) {
    detail = directory.string() + " was written by a later version of this program";
    return errc::newer_format;
  }
  const auto status = store->open_database();
  if (!status.ok()) {
    const Failure failure = failure_of(status, "the spool in " + directory.string());
    detail = failure.detail;
    return failure.error;
  }
  return store;
}

rocksdb::Status Store::open_database() {
  auto settings = database_settings(log_);
  pace_ = pace_background(settings);
  settings.listeners.push_back(std::make_shared<EngineWatch>(
      [this](const rocksdb::Status& status) { (void)accepted(status, "writing the spool"); }));
  const OpenLeftovers leftovers(directory_);
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::Open(settings, directory_, families(), &handles_, &opened);
  if (status.ok()) {
    db_.reset(opened);
    pace_->make_haste(false);
  } else if (failure_of(status, "").error == errc::no_space) {
    leftovers.remove();
  }
  return status;
}

void Store::close() {
  if (!db_) return;
  for (auto* handle : handles_) (void)db_->DestroyColumnFamilyHandle(handle);
  handles_.clear();
  if (pace_) pace_->make_haste(true);
  (void)db_->Close();
  db_.reset();
  failed_.store(true, std::memory_order_release);
}

void Store::reopen() {
  assert(!db_);
  {
    const std::scoped_lock lock(failure_mutex_);
    failure_ = {};
    failed_.store(false, std::memory_order_release);  // the engine may fail before it is open
  }
  (void)accepted(open_database(), "opening the spool again");
}

Result<std::unique_ptr<Store>> Store::open_read_only(const std::filesystem::path& directory,
                                                     std::string& detail) {
  std::unique_ptr<Store> store(new Store(directory));
  if (has_unknown_family(directory, store->log_)) {
    detail = directory.string() + " was written by a later version of this program";
    return errc::newer_format;
  }
  auto settings = database_settings(store->log_);
  settings.create_if_missing = false;
  settings.create_missing_column_families = false;
  rocksdb::DB* opened = nullptr;
  const auto status =
      rocksdb::DB::OpenForReadOnly(settings, directory, families(), &store->handles_, &opened);
  if (!status.ok()) {
    const Failure failure = failure_of(status, "the spool in " + directory.string());
    detail = failure.detail;
    return failure.error;
  }
  store->db_.reset(opened);
  return store;
}

Result<std::unique_ptr<Store>> Store::open_secondary(const std::filesystem::path& directory,
                                                     const std::filesystem::path& scratch,
                                                     std::string& detail) {
  std::unique_ptr<Store> store(new Store(directory));
  if (has_unknown_family(directory, store->log_)) {
    detail = directory.string() + " was written by a later version of this program";
    return errc::newer_format;
  }
  auto settings = database_settings(store->log_);
  settings.create_if_missing = false;
  settings.create_missing_column_families = false;
  settings.max_open_files = -1;  // a secondary must hold every file: the writer may remove it
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::OpenAsSecondary(settings, directory, scratch, families(),
                                                   &store->handles_, &opened);
  if (!status.ok()) {
    const Failure failure = failure_of(status, "the spool in " + directory.string());
    detail = failure.detail;
    return failure.error;
  }
  store->db_.reset(opened);
  return store;
}

void Store::Batch::put(Family family, std::string_view key, std::string_view value) {
  bytes_.put(store_.handle(family)->GetID(), key, value);
}

void Store::Batch::remove(Family family, std::string_view key) {
  bytes_.remove(store_.handle(family)->GetID(), key);
}

bool Store::write(Batch& batch) {
  if (failed()) return false;
  rocksdb::WriteBatch written(batch.bytes_.take());
  if (!accepted(db_->Write({}, &written), "writing the spool")) {
    batch.bytes_.put_back(written.Data());
    const std::scoped_lock wait_for_running_sync(sync_gate_);
    return false;
  }
  batch.bytes_.clear(written.GetDataSize());  // the next is likely as large
  return true;
}

bool Store::sync() {
  const std::scoped_lock lock(sync_gate_);
  return !failed() && accepted(db_->SyncWAL(), "syncing the spool");
}

rocksdb::Status Store::catch_up() { return db_->TryCatchUpWithPrimary(); }

std::optional<std::string> Store::get(Family family, std::string_view key) {
  if (failed()) return std::nullopt;
  std::string value;
  const auto status = db_->Get({}, handle(family), key, &value);
  if (status.IsNotFound() || !accepted(status, "reading the spool")) return std::nullopt;
  return value;
}

std::vector<std::optional<std::string>> Store::get_all(Family family,
                                                       const std::vector<std::string_view>& keys) {
  std::vector<std::optional<std::string>> found(keys.size());
  if (failed() || keys.empty()) return found;
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet({}, handle(family), keys.size(), slices.data(), values.data(), statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!accepted(statuses[i], "reading the spool")) break;
    found[i] = std::string(slice(values[i]));
  }
  return found;
}

std::unique_ptr<rocksdb::Iterator> Store::iterate(Family family) {
  if (failed()) return std::unique_ptr<rocksdb::Iterator>(rocksdb::NewEmptyIterator());
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator({}, handle(family)));
}

void Store::check(const rocksdb::Iterator& iterator) {
  (void)accepted(iterator.status(), "reading the spool");
}

bool Store::accepted(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return true;
  fail(failure_of(status, doing));
  return false;
}

void Store::fail(Failure failure) { set_failure(std::move(failure), false); }

void Store::set_failure(Failure failure, bool over_no_space) {
  std::function<void()> told;
  {
    const std::scoped_lock lock(failure_mutex_);
    // The first cause is the one to tell.
    if (failed() && !(over_no_space && failure_.error == errc::no_space)) return;
    failure_ = std::move(failure);
    const std::string warning = log_->last_warning();
    if (!warning.empty()) failure_.detail += " (RocksDB: " + warning + ")";
    failed_.store(true, std::memory_order_release);
    told = failure_told_;
  }
  if (told) told();
}

void Store::on_failure(std::function<void()> told) {
  const std::scoped_lock lock(failure_mutex_);
  failure_told_ = std::move(told);
}

Failure Store::failure() const {
  const std::scoped_lock lock(failure_mutex_);
  assert(failed());
  return failure_;
}

void Store::fail_undecodable(Family family, std::string_view key) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char byte : key) {
    hex += digits[static_cast<unsigned char>(byte) >> 4];
    hex += digits[static_cast<unsigned char>(byte) & 15];
  }
  set_failure({errc::damaged, "the record " + hex + " in " + std::string(family_name(family)) +
                                  " is none that this version writes"},
              true);
}

}  // namespace queue
