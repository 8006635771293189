#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "queue/durable_spool.hpp"
#include "queue/format.hpp"
#include "queue/store.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

/// The writer may remove a file between our look at the list of files and our opening it.
constexpr int catch_up_attempts_max = 10;

/// An empty directory of our own, gone with us: RocksDB wants a place for a secondary's files.
class Scratch {
 public:
  Scratch() {
    std::error_code error;
    std::string path = (fs::temp_directory_path(error) / "spool-reader-XXXXXX").string();
    if (!error && ::mkdtemp(path.data()) != nullptr) path_ = path;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  /// Empty: it could not be made.
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class SecondaryReader final : public SpoolReader {
 public:
  SecondaryReader(std::unique_ptr<Scratch> scratch, std::unique_ptr<Store> store)
      : scratch_(std::move(scratch)), store_(std::move(store)) {}

  Result<void> refresh() override;
  Result<std::vector<OutcomeRow>> outcomes(std::uint64_t after, std::size_t count_max) override;
  Result<std::vector<OpenRow>> open_messages(std::size_t count_max) override;

 private:
  /// What is listed so far, and how much more may be.
  struct Listing {
    std::vector<OpenRow> rows;
    std::unordered_set<Sequence> sequences;
    std::size_t count_max = 0;
    bool full() const { return rows.size() >= count_max; }
  };
  void list_intents(Family family, Listing& listing);
  void list_held(Listing& listing);
  void list_due(Listing& listing);
  void add(Listing& listing, const MessageKey& key, std::string_view progress, OpenRow row);
  void read_lane_names();

  std::unique_ptr<Scratch> scratch_;  // outlives the store
  std::unique_ptr<Store> store_;
  std::unordered_map<LaneNumber, std::string> lane_names_;
};

Result<void> SecondaryReader::refresh() {
  rocksdb::Status status;
  for (int attempt = 0; attempt < catch_up_attempts_max; ++attempt) {
    status = store_->catch_up();
    if (status.ok()) return {};
  }
  return failure_of(status, "reading the spool").error;
}

Result<std::vector<OutcomeRow>> SecondaryReader::outcomes(std::uint64_t after,
                                                          std::size_t count_max) {
  std::vector<OutcomeRow> rows;
  const auto entries = store_->iterate(Family::outcomes);
  for (entries->Seek(format::outcome_key(after + 1)); entries->Valid() && rows.size() < count_max;
       entries->Next()) {
    const auto number = format::decode_outcome_key(entries->key().ToStringView());
    const auto entry = format::decode_outcome(entries->value().ToStringView());
    if (!number || !entry) return errc::damaged;
    rows.push_back({*number, std::string(entry->id), std::string(entry->outcome)});
  }
  store_->check(*entries);
  if (store_->failed()) return store_->failure().error;
  return rows;
}

Result<std::vector<OpenRow>> SecondaryReader::open_messages(std::size_t count_max) {
  read_lane_names();
  Listing listing;
  listing.count_max = count_max;
  list_intents(Family::doubts, listing);
  list_intents(Family::intents, listing);
  list_held(listing);
  list_due(listing);
  if (store_->failed()) return store_->failure().error;
  return std::move(listing.rows);
}

void SecondaryReader::read_lane_names() {
  const auto entries = store_->iterate(Family::lanes);
  for (entries->SeekToFirst(); entries->Valid(); entries->Next()) {
    if (const auto lane = format::decode_lane(entries->value().ToStringView())) {
      lane_names_.insert_or_assign(lane->lane, entries->key().ToString());
    }
  }
  store_->check(*entries);
}

/// Completes the row from the message's own entry, which alone says where it stands.
void SecondaryReader::add(Listing& listing, const MessageKey& key, std::string_view progress,
                          OpenRow row) {
  const auto bytes = store_->get(Family::messages, format::message_key(key));
  const auto entry = bytes ? format::decode_message(*bytes) : std::nullopt;
  if (!entry || format::has_ended(entry->standing)) return;
  if (!listing.sequences.insert(key.sequence).second) return;
  row.id = entry->id;
  row.lane_name = lane_names_[key.lane];
  row.held = entry->standing == format::Standing::held;
  if (entry->standing == format::Standing::due) row.due = entry->due;
  row.progress = progress;
  listing.rows.push_back(std::move(row));
}

void SecondaryReader::list_intents(Family family, Listing& listing) {
  const auto entries = store_->iterate(family);
  for (entries->SeekToFirst(); entries->Valid() && !listing.full(); entries->Next()) {
    const auto intent = format::decode_intent(entries->value().ToStringView());
    if (!intent) continue;  // a slot taken back
    OpenRow row;
    row.in_doubt = true;
    add(listing, intent->key, intent->progress, std::move(row));
  }
  store_->check(*entries);
}

void SecondaryReader::list_held(Listing& listing) {
  const auto entries = store_->iterate(Family::held);
  for (entries->SeekToFirst(); entries->Valid() && !listing.full(); entries->Next()) {
    const auto key = format::decode_message_key(entries->key().ToStringView());
    const auto parked = format::decode_parked(entries->value().ToStringView());
    if (!key || !parked) return store_->fail_undecodable(Family::held, "");
    OpenRow row;
    row.in_doubt = parked->reason == format::ParkedReason::in_doubt;
    add(listing, *key, parked->progress, std::move(row));
  }
  store_->check(*entries);
}

void SecondaryReader::list_due(Listing& listing) {
  const auto entries = store_->iterate(Family::due);
  for (entries->SeekToFirst(); entries->Valid() && !listing.full(); entries->Next()) {
    const auto due = format::decode_due_key(entries->key().ToStringView());
    const auto parked = format::decode_parked(entries->value().ToStringView());
    if (!due || !parked) return store_->fail_undecodable(Family::due, "");
    if (parked->reason != format::ParkedReason::in_doubt) continue;
    OpenRow row;
    row.in_doubt = true;
    add(listing, due->key, parked->progress, std::move(row));
  }
  store_->check(*entries);
}

}  // namespace

Result<std::unique_ptr<SpoolReader>> SpoolReader::open(const fs::path& directory,
                                                       std::string& detail) {
  std::error_code error;
  if (!fs::exists(directory / "CURRENT", error)) {
    detail = "there is no spool in " + directory.string() +
             (error ? ", or it cannot be read: " + error.message() : std::string());
    return errc::directory_unusable;
  }
  auto scratch = std::make_unique<Scratch>();
  if (scratch->path().empty()) {
    detail = std::string("no temporary directory: ") + std::strerror(errno);
    return errc::directory_unusable;
  }
  for (int attempt = 1;; ++attempt) {
    auto store = Store::open_secondary(directory, scratch->path(), detail);
    if (store) {
      return std::unique_ptr<SpoolReader>(
          std::make_unique<SecondaryReader>(std::move(scratch), std::move(*store)));
    }
    if (store.error() != make_error_code(errc::io_failed) || attempt == catch_up_attempts_max) {
      return store.error();
    }
  }
}

}  // namespace queue
