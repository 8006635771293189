#include "queue/memory_table.hpp"

#include <rocksdb/memtablerep.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <new>

#include "queue/memory_entry.hpp"
#include "queue/memory_walks.hpp"

namespace queue {
namespace {

/// One node in four rises a level: enough for 16 million.
constexpr int levels_max = 12;
constexpr std::uint32_t one_in = 4;

/// A node is its entry, with its links before it: the one of level n at -1 - n.
using Node = MemoryEntry;
using Key = MemoryKey;
using Link = std::atomic<Node>;

Link& link(Node node, int level) {
  return const_cast<Link*>(reinterpret_cast<const Link*>(node))[-1 - level];
}
Node next_of(Node node, int level) { return link(node, level).load(std::memory_order_acquire); }

/// Where the last insert of some prefix went: of each level the last node before its end.
struct Finger {
  std::array<Node, levels_max> before{};
};

class MemoryTable final : public rocksdb::MemTableRep {
 public:
  explicit MemoryTable(rocksdb::Allocator* allocator) : MemTableRep(allocator) {
    head_ = allocate(levels_max, 0);
    last_.before.fill(head_);
  }

  rocksdb::KeyHandle Allocate(std::size_t bytes_count, char** entry) override {
    int height = 1;
    while (height < levels_max && chance() % one_in == 0) ++height;
    *entry = allocate(height, bytes_count);
    // Until it is linked, its lowest link tells its height.
    link(*entry, 0).store(reinterpret_cast<Node>(static_cast<std::uintptr_t>(height)),
                          std::memory_order_relaxed);
    return *entry;
  }

  void Insert(rocksdb::KeyHandle handle) override {
    insert(static_cast<Node>(handle), last_, false);
  }
  void InsertWithHint(rocksdb::KeyHandle handle, void** hint) override {
    if (*hint == nullptr) {
      fingers_.emplace_back().before.fill(head_);
      *hint = &fingers_.back();
    }
    insert(static_cast<Node>(handle), *static_cast<Finger*>(*hint), true);
  }

  bool Contains(const char* entry) const override {
    const Key key = Key::of(entry);
    const Node found = first_from(key);
    return found != nullptr && !(key < Key::of(found));
  }
  std::size_t ApproximateMemoryUsage() override { return 0; }  // all of it is the allocator's
  Iterator* GetIterator(rocksdb::Arena* arena) override;
  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override;

 private:
  class Walk;

  /// Room for an entry of so many bytes, behind links to nobody.
  char* allocate(int height, std::size_t bytes_count) {
    const std::size_t links_bytes = static_cast<std::size_t>(height) * sizeof(Link);
    char* raw = nullptr;
    MemTableRep::Allocate(links_bytes + bytes_count + alignof(Link) - 1, &raw);
    const auto address = reinterpret_cast<std::uintptr_t>(raw);
    const auto aligned = (address + alignof(Link) - 1) / alignof(Link) * alignof(Link);
    char* const links = raw + (aligned - address);
    for (int i = 0; i < height; ++i)
      new (links + static_cast<std::size_t>(i) * sizeof(Link)) Link{nullptr};
    return links + links_bytes;
  }

  /// xorshift; which nodes rise must only not depend on their keys.
  std::uint32_t chance() {
    random_ ^= random_ << 13U;
    random_ ^= random_ >> 17U;
    return random_ ^= random_ << 5U;
  }

  /// The last node of the level from `from` on that is before `key`, which `from` is.
  static Node last_before(Node from, int level, const Key& key) {
    for (;;) {
      const Node next = next_of(from, level);
      if (next == nullptr || !(Key::of(next) < key)) return from;
      from = next;
    }
  }
  bool encloses(Node before, int level, const Key& key) const {
    if (before != head_ && !(Key::of(before) < key)) return false;
    const Node next = next_of(before, level);
    return next == nullptr || key < Key::of(next);
  }
  /// The last node of all that is before `key`, or the head.
  Node last_before(const Key& key) const {
    Node at = head_;
    for (int level = height_.load(std::memory_order_relaxed); level-- > 0;) {
      at = last_before(at, level, key);
    }
    return at;
  }
  Node first_from(const Key& key) const { return next_of(last_before(key), 0); }
  Node last_less(const Key& key) const { return unless_head(last_before(key)); }
  Node last_of_all() const {
    Node at = head_;
    for (int level = height_.load(std::memory_order_relaxed); level-- > 0;) {
      while (const Node next = next_of(at, level)) at = next;
    }
    return unless_head(at);
  }
  Node unless_head(Node node) const { return node == head_ ? nullptr : node; }

  /// `climbs`: what is not at the finger is near it.
  void insert(Node node, Finger& finger, bool climbs) {
    const auto height = static_cast<int>(
        reinterpret_cast<std::uintptr_t>(link(node, 0).load(std::memory_order_relaxed)));
    const int top = std::max(height_.load(std::memory_order_relaxed), height);
    const Key key = Key::of(node);
    int level = 0;
    while (level < top && !encloses(finger.before[index(level)], level, key)) {
      level = climbs ? level + 1 : top;
    }
    Node from = level < top ? finger.before[index(level)] : head_;
    for (int below = level; below-- > 0;) {
      finger.before[index(below)] = from = last_before(from, below, key);
    }
    for (int i = 0; i < height; ++i) {
      Node& before = finger.before[index(i)];
      if (i > level) before = last_before(before, i, key);  // others may have come between
      link(node, i).store(next_of(before, i), std::memory_order_relaxed);
      link(before, i).store(node, std::memory_order_release);
      before = node;
    }
    height_.store(top, std::memory_order_relaxed);  // whoever sees the old one only searches longer
  }

  static std::size_t index(int level) { return static_cast<std::size_t>(level); }

  Node head_ = nullptr;
  std::atomic<int> height_{1};
  std::uint32_t random_ = 2463534242;
  Finger last_;                 // of what has no prefix
  std::deque<Finger> fingers_;  // one a prefix

  MemoryWalks walks_;
};

class MemoryTable::Walk : public rocksdb::MemTableRep::Iterator {
 public:
  explicit Walk(const MemoryTable& table) : table_(table) {}

  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_; }
  void Next() override {
    at_ = next_of(at_, 0);
    // Neighbours are far apart: the next one comes over while this one is seen to.
    if (at_ != nullptr) __builtin_prefetch(next_of(at_, 0));
  }
  void Prev() override { at_ = table_.last_less(Key::of(at_)); }
  void Seek(const rocksdb::Slice& internal_key, const char*) override {
    at_ = table_.first_from(Key{internal_key.ToStringView()});
  }
  void SeekForPrev(const rocksdb::Slice& internal_key, const char* entry) override {
    Seek(internal_key, entry);
    if (!Valid()) return SeekToLast();
    if (Key{internal_key.ToStringView()} < Key::of(at_)) Prev();
  }
  void SeekToFirst() override { at_ = next_of(table_.head_, 0); }
  void SeekToLast() override { at_ = table_.last_of_all(); }

 private:
  const MemoryTable& table_;
  Node at_ = nullptr;
};

rocksdb::MemTableRep::Iterator* MemoryTable::GetDynamicPrefixIterator(rocksdb::Arena* arena) {
  return arena != nullptr ? GetIterator(arena) : MemoryWalks::look_up<Walk>(*this);
}

rocksdb::MemTableRep::Iterator* MemoryTable::GetIterator(rocksdb::Arena* arena) {
  return walks_.make<Walk>(*this, arena);
}

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> make_memory_tables() {
  return std::make_shared<MemoryTableFactory<MemoryTable>>("MemoryTables");
}

}  // namespace queue
