// What a key layout of the spool costs, in CPU per message over all threads of the process (the
// engine's flushes and compactions included). queue/FORMAT.md says what was learned.
//
//   spool_layout DIRECTORY LAYOUT LANES CASE [MESSAGES]
//
// LAYOUT  A: (lane, priority, sequence) -> whole record, overwritten by a tiny settled one
//         B: body log by sequence, lane index (lane, priority, sequence) -> state; settling
//            overwrites the index entry and removes the body
//         C: as A, but settling sets a bit in a word of 64 sequences of its lane
// CASE    backlog: everything is accepted, then every lane is read and settled
//         steady:  1,000 are accepted, read and settled, and so on
// DIRECTORY must not exist; it is left behind with the database in it.

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>
#include <sys/resource.h>

#include <cassert>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t message_bytes = 300;
constexpr std::size_t accept_batch_count = 1000;
constexpr std::size_t read_batch_count = 64;
constexpr std::size_t settle_batch_count = 256;

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& t) {
    return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

void append_big_endian(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    to.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

std::uint64_t big_endian(std::string_view from) {
  std::uint64_t value = 0;
  for (const char c : from) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string number_key(std::uint64_t number) {
  std::string key;
  append_big_endian(key, number, 8);
  return key;
}

std::string lane_key(std::uint32_t lane, std::uint64_t sequence) {
  std::string key;
  append_big_endian(key, lane, 4);
  key.push_back(2);  // one priority
  append_big_endian(key, sequence, 8);
  return key;
}

void must(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

class Store {
 public:
  Store(const std::string& directory, char layout) : layout_(layout) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(64 << 20);
    table.cache_index_and_filter_blocks = true;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.compression = rocksdb::kLZ4Compression;
    rocksdb::DBOptions db;
    db.create_if_missing = db.create_missing_column_families = true;
    db.error_if_exists = true;
    db.max_total_wal_size = 24 << 20;
    db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(48 << 20);
    db.info_log_level = rocksdb::ERROR_LEVEL;
    rocksdb::DB* raw = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    must(rocksdb::DB::Open(db, directory,
                           {{rocksdb::kDefaultColumnFamilyName, family},
                            {"lane", family},
                            {"body", family},
                            {"done", family}},
                           &handles, &raw));
    db_.reset(raw);
    lane_ = handles[1];
    body_ = handles[2];
    done_ = handles[3];
    handles_ = std::move(handles);
  }
  ~Store() {
    settle_now();
    idle();
    for (auto* handle : handles_) must(db_->DestroyColumnFamilyHandle(handle));
  }

  void accept(std::uint32_t lane, std::string_view message) {
    const std::uint64_t sequence = layout_ == 'C' ? ++last_of_lane_[lane] : ++last_;
    if (layout_ == 'B') {
      must(batch_.Put(lane_, lane_key(lane, sequence), rocksdb::Slice("\1", 1)));
      must(batch_.Put(body_, number_key(sequence), rocksdb::Slice(message.data(), message.size())));
    } else {
      must(batch_.Put(lane_, lane_key(lane, sequence),
                      rocksdb::Slice(message.data(), message.size())));
    }
  }
  void accepted() { write(batch_); }

  /// Reads the next messages of the lane and settles them, in batches; how many there were.
  std::size_t read_and_settle(std::uint32_t lane, std::size_t count_max) {
    if (!reader_) reader_.reset(db_->NewIterator({}, lane_));
    const std::string end = lane_key(lane + 1, 0);
    std::vector<std::uint64_t> sequences;
    std::uint64_t& after = after_[lane];
    for (reader_->Seek(lane_key(lane, after + 1)); sequences.size() < count_max && reader_->Valid();
         reader_->Next()) {
      if (reader_->key().compare(end) >= 0) break;
      const std::uint64_t sequence = big_endian({reader_->key().data() + 5, 8});
      after = sequence;
      sequences.push_back(sequence);
      if (layout_ != 'B')
        bytes_read_ += std::string(reader_->value().data(), reader_->value().size()).size();
    }
    if (layout_ == 'B') read_bodies(sequences);
    for (const auto sequence : sequences) settle(lane, sequence);
    return sequences.size();
  }
  /// What was written since is seen from here on.
  void renew_reader() { reader_.reset(); }

  void settle_now() { write(settles_); }

  /// Until flushes and compactions have caught up, so that their CPU is counted.
  void idle() {
    rocksdb::FlushOptions flush;
    must(db_->Flush(flush, handles_));
    for (int quiet = 0; quiet < 3;) {
      std::uint64_t compactions = 0;
      std::uint64_t pending = 0;
      db_->GetAggregatedIntProperty("rocksdb.num-running-compactions", &compactions);
      db_->GetAggregatedIntProperty("rocksdb.compaction-pending", &pending);
      quiet = compactions + pending == 0 ? quiet + 1 : 0;
      rocksdb::Env::Default()->SleepForMicroseconds(20'000);
    }
  }

 private:
  void settle(std::uint32_t lane, std::uint64_t sequence) {
    if (layout_ == 'C') {
      const std::uint64_t word = sequence / 64;
      auto& bits = done_bits_[{lane, word}];
      bits |= std::uint64_t{1} << (sequence % 64);
      must(settles_.Put(done_, lane_key(lane, word), number_key(bits)));
    } else {
      must(settles_.Put(lane_, lane_key(lane, sequence), "\4" + number_key(++outcomes_)));
      if (layout_ == 'B') must(settles_.SingleDelete(body_, number_key(sequence)));
    }
    if (++settles_count_ % settle_batch_count == 0) settle_now();
  }

  void read_bodies(const std::vector<std::uint64_t>& sequences) {
    std::vector<std::string> keys;
    for (const auto sequence : sequences) keys.push_back(number_key(sequence));
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet({}, body_, keys.size(), slices.data(), values.data(), statuses.data(), true);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      must(statuses[i]);
      bytes_read_ += values[i].ToString().size();
    }
  }

  void write(rocksdb::WriteBatch& batch) {
    if (batch.Count() != 0) must(db_->Write({}, &batch));
    batch.Clear();
  }

  const char layout_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  rocksdb::ColumnFamilyHandle* lane_ = nullptr;
  rocksdb::ColumnFamilyHandle* body_ = nullptr;
  rocksdb::ColumnFamilyHandle* done_ = nullptr;
  std::unique_ptr<rocksdb::Iterator> reader_;
  rocksdb::WriteBatch batch_;
  rocksdb::WriteBatch settles_;
  std::uint64_t last_ = 0;
  std::uint64_t outcomes_ = 0;
  std::size_t settles_count_ = 0;
  std::size_t bytes_read_ = 0;
  std::unordered_map<std::uint32_t, std::uint64_t> last_of_lane_;
  std::unordered_map<std::uint32_t, std::uint64_t> after_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> done_bits_;
};

/// Half of it compresses, as text in JSON does.
std::string a_message(std::mt19937_64& random) {
  std::string message(message_bytes, 'x');
  for (std::size_t i = 0; i < message_bytes / 2; ++i) message[i] = static_cast<char>(random());
  return message;
}

struct Run {
  char layout;
  std::uint32_t lanes;
  std::size_t messages;
};

void backlog(Store& store, const Run& run, std::mt19937_64& random) {
  const double start = cpu_us();
  for (std::size_t i = 1; i <= run.messages; ++i) {
    store.accept(static_cast<std::uint32_t>(random() % run.lanes), a_message(random));
    if (i % accept_batch_count == 0) store.accepted();
  }
  store.accepted();
  store.idle();
  const double accepted = cpu_us();
  std::size_t settled = 0;
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t lane = 0; lane < run.lanes; ++lane) {
      const std::size_t count = store.read_and_settle(lane, read_batch_count);
      settled += count;
      more = more || count != 0;
      if (settled % 4096 < read_batch_count) store.renew_reader();
    }
  }
  store.settle_now();
  store.idle();
  assert(settled == run.messages);
  const auto count = static_cast<double>(run.messages);
  std::printf("%c backlog lanes=%u accept=%.2f us read+settle=%.2f us\n", run.layout, run.lanes,
              (accepted - start) / count, (cpu_us() - accepted) / count);
}

void steady(Store& store, const Run& run, std::mt19937_64& random) {
  const double start = cpu_us();
  std::size_t settled = 0;
  for (std::size_t done = 0; done < run.messages; done += accept_batch_count) {
    std::map<std::uint32_t, std::size_t> grown;
    for (std::size_t i = 0; i < accept_batch_count; ++i) {
      const auto lane = static_cast<std::uint32_t>(random() % run.lanes);
      ++grown[lane];
      store.accept(lane, a_message(random));
    }
    store.accepted();
    store.renew_reader();
    for (const auto& [lane, count] : grown) settled += store.read_and_settle(lane, count);
  }
  store.settle_now();
  store.idle();
  assert(settled == run.messages);
  std::printf("%c steady  lanes=%u accept+read+settle=%.2f us\n", run.layout, run.lanes,
              (cpu_us() - start) / static_cast<double>(run.messages));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "spool_layout DIRECTORY A|B|C LANES backlog|steady [MESSAGES]\n");
    return 64;
  }
  const Run run{.layout = argv[2][0],
                .lanes = static_cast<std::uint32_t>(std::atoi(argv[3])),
                .messages = argc > 5 ? static_cast<std::size_t>(std::atoll(argv[5])) : 1'000'000};
  std::mt19937_64 random(1);
  Store store(argv[1], run.layout);
  if (std::string_view(argv[4]) == "backlog") {
    backlog(store, run, random);
  } else {
    steady(store, run, random);
  }
}
