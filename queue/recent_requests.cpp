#include "queue/recent_requests.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "queue/clock_mark.hpp"
#include "queue/format.hpp"

namespace queue {
namespace {

/// Outcomes are stored in the order of their ends, but for this much: shards hand them in.
constexpr std::chrono::seconds disorder_max{5};
/// Ids are looked up by so many.
constexpr std::size_t stretch_count = 256;

class RecentRequests {
 public:
  RecentRequests(Books& books, const SpoolOptions& options, WallTime begin)
      : books_(books), options_(options), begin_(begin) {}

  bool read_outcomes();
  bool read_held();

 private:
  struct Ended {
    std::string id;
    WallTime at{};
    std::uint32_t requests_count = 0;
  };
  bool add(std::vector<Ended>& ended);
  bool read_notes(const MessageKey& key, rocksdb::Iterator& notes);

  Books& books_;
  const SpoolOptions& options_;
  const WallTime begin_;  // what arrived before does not count any more
  std::size_t requests_count_ = 0;
};

bool RecentRequests::read_outcomes() {
  const auto outcomes = books_.store.iterate(Family::outcomes);
  std::vector<Ended> ended;
  outcomes->SeekToLast();
  for (std::size_t rows = 0; outcomes->Valid(); outcomes->Prev()) {
    const auto outcome = format::decode_outcome(outcomes->value().ToStringView());
    const auto facts = outcome ? options_.read_outcome(outcome->outcome) : std::nullopt;
    if (!facts || ++rows > recent_rows_max) return false;
    if (facts->ended_at < begin_ - disorder_max) break;
    if (facts->ended_at >= begin_ && facts->requests_count > 0) {
      ended.push_back({std::string(outcome->id), facts->ended_at, facts->requests_count});
    }
    if (ended.size() == stretch_count && !add(ended)) return false;
  }
  books_.store.check(*outcomes);
  return add(ended) && !books_.store.failed();
}

/// Takes them out, too.
bool RecentRequests::add(std::vector<Ended>& ended) {
  std::vector<std::string_view> ids;
  ids.reserve(ended.size());
  for (const Ended& one : ended) ids.emplace_back(one.id);
  const auto values = books_.store.get_all(Family::ids, ids);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto entry = values[i] ? format::decode_id(*values[i]) : std::nullopt;
    requests_count_ += ended[i].requests_count;
    if (!entry || requests_count_ > recent_rows_max) return false;
    auto& times = books_.arrived_latest[entry->key.lane];
    times.insert(times.end(), ended[i].requests_count, ended[i].at);
  }
  ended.clear();
  return true;
}

/// A message that its shard held had an attempt before, or not: with a note, or without.
bool RecentRequests::read_held() {
  if (books_.counters.held_count > recent_held_max) return false;
  const auto held = books_.store.iterate(Family::held);
  const auto notes = books_.store.iterate(Family::history);
  for (held->SeekToFirst(); held->Valid(); held->Next()) {
    const auto key = format::decode_message_key(held->key().ToStringView());
    if (!key || !read_notes(*key, *notes)) return false;
  }
  books_.store.check(*held);
  books_.store.check(*notes);
  return !books_.store.failed();
}

/// Each note may be of an attempt that ended then.
bool RecentRequests::read_notes(const MessageKey& key, rocksdb::Iterator& notes) {
  const std::string prefix = format::message_key(key);
  for (notes.Seek(format::history_key(key, begin_)); notes.Valid(); notes.Next()) {
    const std::string_view stored = notes.key().ToStringView();
    if (!stored.starts_with(prefix)) break;
    const auto at = format::decode_history_time(stored);
    if (!at || ++requests_count_ > recent_rows_max) return false;
    books_.arrived_latest[key.lane].push_back(*at);
  }
  return true;
}

}  // namespace

bool find_recent_requests(Books& books, const SpoolOptions& options) {
  ClockMark mark(books, options.boot_clock);
  const WallTime comparable_from = mark.look();
  if (!books.batch.empty()) {
    books.commit();
    (void)books.store.sync();  // all that an open writes is synced
  }
  if (options.requests_count_for.count() == 0) return true;
  const WallTime begin = options.now() - options.requests_count_for;
  if (comparable_from > begin - disorder_max) return false;
  RecentRequests recent(books, options, begin);
  return recent.read_outcomes() && recent.read_held();
}

}  // namespace queue
