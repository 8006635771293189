#include "queue/hashed_memory_table.hpp"

#include <rocksdb/memtablerep.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "queue/bytes.hpp"
#include "queue/memory_entry.hpp"
#include "queue/memory_walks.hpp"

namespace queue {
namespace {

constexpr std::size_t slots_min = 256;

/// Behind a link to the next older one under the same user key.
using Node = MemoryEntry;
using Key = MemoryKey;
using Link = std::atomic<Node>;

Link& older_link(Node node) { return const_cast<Link*>(reinterpret_cast<const Link*>(node))[-1]; }
Node older_than(Node node) { return older_link(node).load(std::memory_order_acquire); }

/// The newest under the key's user key that the key may see, of those from `node` on.
Node from(Node node, const Key& key) {
  while (node != nullptr && Key::of(node).packed > key.packed) node = older_than(node);
  return node;
}

/// A user key's; empty: its newest is null.
struct Slot {
  std::atomic<std::uint64_t> hash{0};
  std::atomic<Node> newest{nullptr};
};

/// Open addressing. One that has grown too small stays as it is, for whoever reads it.
struct Slots {
  std::size_t mask = 0;
  Slot* first = nullptr;

  /// That of the user key, or an empty one where it would be.
  Slot& find(std::string_view user, std::uint64_t hash) const {
    for (std::size_t at = hash;; ++at) {
      Slot& slot = first[at & mask];
      const Node newest = slot.newest.load(std::memory_order_acquire);
      if (newest == nullptr) return slot;
      if (slot.hash.load(std::memory_order_relaxed) != hash) continue;
      if (Key::of(newest).user == user) return slot;
    }
  }
};

std::uint64_t hash_of(std::string_view user) { return std::hash<std::string_view>{}(user); }

class HashedTable final : public rocksdb::MemTableRep {
 public:
  explicit HashedTable(rocksdb::Allocator* allocator) : MemTableRep(allocator) {
    slots_.store(make_slots(slots_min), std::memory_order_relaxed);
  }

  rocksdb::KeyHandle Allocate(std::size_t bytes_count, char** entry) override {
    char* const link = aligned<Link>(sizeof(Link) + bytes_count);
    new (link) Link{nullptr};
    return *entry = link + sizeof(Link);
  }

  void Insert(rocksdb::KeyHandle handle) override {
    const Node node = static_cast<Node>(handle);
    const Key key = Key::of(node);
    const std::uint64_t hash = hash_of(key.user);
    Slot* slot = &slots().find(key.user, hash);
    const Node newest = slot->newest.load(std::memory_order_relaxed);
    if (newest == nullptr && ++users_count_ > (slots().mask + 1) / 4 * 3) {
      grow();
      slot = &slots().find(key.user, hash);
    }
    if (newest != nullptr && key.packed < Key::of(newest).packed) return insert_older(newest, node);
    older_link(node).store(newest, std::memory_order_relaxed);
    slot->hash.store(hash, std::memory_order_relaxed);
    slot->newest.store(node, std::memory_order_release);  // pairs with the acquire in find
  }

  bool Contains(const char* entry) const override {
    const Key key = Key::of(entry);
    const Node found = from(newest_of(key), key);
    return found != nullptr && Key::of(found).packed == key.packed;
  }
  std::size_t ApproximateMemoryUsage() override { return 0; }  // all of it is the allocator's
  Iterator* GetIterator(rocksdb::Arena* arena) override;
  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override;

 private:
  class Walk;
  class Lookup;

  template <class Made>
  char* aligned(std::size_t bytes_count) {
    char* raw = nullptr;
    MemTableRep::Allocate(bytes_count + alignof(Made) - 1, &raw);
    const auto address = reinterpret_cast<std::uintptr_t>(raw);
    return raw + ((address + alignof(Made) - 1) / alignof(Made) * alignof(Made) - address);
  }
  Slots* make_slots(std::size_t count) {
    auto* const made = new (aligned<Slots>(sizeof(Slots))) Slots{count - 1, nullptr};
    char* const place = aligned<Slot>(count * sizeof(Slot));
    for (std::size_t i = 0; i < count; ++i) {
      Slot* const slot = new (place + i * sizeof(Slot)) Slot;
      if (i == 0) made->first = slot;
    }
    return made;
  }
  void grow() {
    const Slots& old = slots();
    Slots* const grown = make_slots(2 * (old.mask + 1));
    for (std::size_t i = 0; i <= old.mask; ++i) {
      const Node newest = old.first[i].newest.load(std::memory_order_relaxed);
      if (newest == nullptr) continue;
      const std::uint64_t hash = old.first[i].hash.load(std::memory_order_relaxed);
      std::size_t at = hash;
      while (grown->first[at & grown->mask].newest.load(std::memory_order_relaxed) != nullptr) ++at;
      grown->first[at & grown->mask].hash.store(hash, std::memory_order_relaxed);
      grown->first[at & grown->mask].newest.store(newest, std::memory_order_relaxed);
    }
    slots_.store(grown, std::memory_order_release);
  }
  /// Not in the order of time: nobody in this program does, but RocksDB may.
  static void insert_older(Node newer, Node node) {
    const Key key = Key::of(node);
    Node next = older_than(newer);
    while (next != nullptr && key.packed < Key::of(next).packed) {
      newer = next;
      next = older_than(next);
    }
    older_link(node).store(next, std::memory_order_relaxed);
    older_link(newer).store(node, std::memory_order_release);
  }
  const Slots& slots() const { return *slots_.load(std::memory_order_acquire); }
  Node newest_of(const Key& key) const {
    return slots().find(key.user, hash_of(key.user)).newest.load(std::memory_order_acquire);
  }

  std::atomic<Slots*> slots_{nullptr};
  std::size_t users_count_ = 0;
  MemoryWalks walks_;
};

/// Over what is there when it is first placed: what comes later is not for whoever has it.
class HashedTable::Walk : public rocksdb::MemTableRep::Iterator {
 public:
  explicit Walk(const HashedTable& table) : table_(table) {}

  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_; }
  void Next() override {
    at_ = older_than(at_);
    if (at_ == nullptr) go_to(index_ + 1);
  }
  void Prev() override {
    if (at_ != users_[index_].newest) {
      const Node newer_than = at_;
      at_ = users_[index_].newest;
      while (older_than(at_) != newer_than) at_ = older_than(at_);
    } else if (index_ == 0) {
      at_ = nullptr;
    } else {
      go_to_end_of(index_ - 1);
    }
  }
  void Seek(const rocksdb::Slice& internal_key, const char*) override {
    sort();
    const Key key{internal_key.ToStringView()};
    const User user{prefix_of(key.user), key.user, nullptr};
    go_to(static_cast<std::size_t>(std::lower_bound(users_.begin(), users_.end(), user) -
                                   users_.begin()));
    if (at_ == nullptr || users_[index_].key != key.user) return;
    at_ = from(at_, key);
    if (at_ == nullptr) go_to(index_ + 1);
  }
  void SeekForPrev(const rocksdb::Slice& internal_key, const char* entry) override {
    Seek(internal_key, entry);
    if (!Valid()) return SeekToLast();
    if (Key{internal_key.ToStringView()} < Key::of(at_)) Prev();
  }
  void SeekToFirst() override {
    sort();
    go_to(0);
  }
  void SeekToLast() override {
    sort();
    at_ = nullptr;
    if (!users_.empty()) go_to_end_of(users_.size() - 1);
  }

 private:
  struct User {
    std::uint64_t prefix = 0;  ///< of the key, so that most comparisons stay here
    std::string_view key;
    Node newest = nullptr;
    bool operator<(const User& other) const {
      return prefix != other.prefix ? prefix < other.prefix : key < other.key;
    }
  };
  static std::uint64_t prefix_of(std::string_view key) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, key.data(), std::min(key.size(), sizeof bytes));
    return byte_swapped(bytes);
  }
  void sort() {
    if (is_sorted_) return;
    is_sorted_ = true;
    const Slots& slots = table_.slots();
    for (std::size_t i = 0; i <= slots.mask; ++i) {
      const Node newest = slots.first[i].newest.load(std::memory_order_acquire);
      if (newest == nullptr) continue;
      const std::string_view key = Key::of(newest).user;
      users_.push_back({prefix_of(key), key, newest});
    }
    std::sort(users_.begin(), users_.end());
  }
  void go_to(std::size_t index) {
    index_ = index;
    // Neighbours are far apart: the next but one comes over while this one is seen to.
    if (index + 2 < users_.size()) __builtin_prefetch(users_[index + 2].newest);
    at_ = index < users_.size() ? users_[index].newest : nullptr;
  }
  void go_to_end_of(std::size_t index) {
    go_to(index);
    while (const Node older = older_than(at_)) at_ = older;
  }

  const HashedTable& table_;
  std::vector<User> users_;
  bool is_sorted_ = false;
  std::size_t index_ = 0;
  Node at_ = nullptr;
};

/// Of one user key.
class HashedTable::Lookup final : public rocksdb::MemTableRep::Iterator {
 public:
  explicit Lookup(const HashedTable& table) : table_(table) {}

  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_; }
  void Next() override { at_ = older_than(at_); }
  void Seek(const rocksdb::Slice& internal_key, const char*) override {
    const Key key{internal_key.ToStringView()};
    at_ = from(table_.newest_of(key), key);
  }
  // Lookups take none of these.
  void Prev() override { at_ = nullptr; }
  void SeekForPrev(const rocksdb::Slice&, const char*) override { at_ = nullptr; }
  void SeekToFirst() override { at_ = nullptr; }
  void SeekToLast() override { at_ = nullptr; }

 private:
  const HashedTable& table_;
  Node at_ = nullptr;
};

rocksdb::MemTableRep::Iterator* HashedTable::GetDynamicPrefixIterator(rocksdb::Arena* arena) {
  return arena != nullptr ? GetIterator(arena) : MemoryWalks::look_up<Lookup>(*this);
}

rocksdb::MemTableRep::Iterator* HashedTable::GetIterator(rocksdb::Arena* arena) {
  return walks_.make<Walk>(*this, arena);
}

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> make_hashed_memory_tables() {
  return std::make_shared<MemoryTableFactory<HashedTable>>("HashedMemoryTables");
}

}  // namespace queue
