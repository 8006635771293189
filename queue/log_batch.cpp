#include "queue/log_batch.hpp"

#include <rocksdb/write_batch.h>

#include <cstring>

namespace queue {
namespace {

/// The engine's sequence number (little endian) and the count of entries stand before these.
constexpr std::size_t batch_header_bytes = 8 + 4;

/// A family's number in the logs is its place in the enumeration: RocksDB numbers families as they
/// are made, and all are made together, in that order.
class Entries final : public rocksdb::WriteBatch::Handler {
 public:
  Entries(std::uint64_t order, const std::function<void(const LoggedEntry&)>& use)
      : order_(order), use_(use) {}

  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    return take(family, key, value.ToStringView());
  }
  rocksdb::Status DeleteCF(std::uint32_t family, const rocksdb::Slice& key) override {
    return take(family, key, std::nullopt);
  }

 private:
  rocksdb::Status take(std::uint32_t family, const rocksdb::Slice& key,
                       std::optional<std::string_view> value) {
    if (family >= families_count) return rocksdb::Status::Corruption("unknown family");
    use_({order_++, static_cast<Family>(family), key.ToStringView(), value});
    return rocksdb::Status::OK();
  }

  std::uint64_t order_;
  const std::function<void(const LoggedEntry&)>& use_;
};

}  // namespace

bool read_batch(std::string_view record, const std::function<void(const LoggedEntry&)>& use) {
  if (record.size() < batch_header_bytes) return false;
  std::uint64_t order = 0;
  std::memcpy(&order, record.data(), sizeof order);
  Entries entries(order, use);
  return rocksdb::WriteBatch(std::string(record)).Iterate(&entries).ok();
}

std::optional<LoggedCommit> read_commit(std::string_view record) {
  LoggedCommit commit;
  std::optional<format::Counters> counters;
  const bool read = read_batch(record, [&](const LoggedEntry& entry) {
    if (!entry.value) return;
    if (entry.family == Family::ids) ++commit.accepted;
    if (entry.family == Family::outcomes) ++commit.ended;
    if (entry.family == Family::meta && entry.key == format::counters_key) {
      counters = format::decode_counters(*entry.value);
    }
  });
  if (!read || !counters) return std::nullopt;
  commit.counters = *counters;
  return commit;
}

}  // namespace queue
