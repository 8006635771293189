#pragma once

#include <rocksdb/memtablerep.h>

#include <array>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace queue {

/// Storage for a table's iterators that RocksDB destroys but does not delete: what the arena is
/// that it gives for them, it does not tell. Any thread.
class MemoryWalks {
 public:
  /// One on the heap, or, where there is an arena, one that gives its place back when it is
  /// destroyed.
  template <class Walk, class Table>
  rocksdb::MemTableRep::Iterator* make(const Table& table, const rocksdb::Arena* arena) {
    if (arena == nullptr) return new Walk(table);
    static_assert(sizeof(Placed<Walk>) <= sizeof(Place));
    Place& place = take();
    return new (&place) Placed<Walk>(*this, place, table);
  }

  /// For a lookup, that uses it to its end and forgets it without destroying it: the thread's own.
  template <class Lookup, class Table>
  static rocksdb::MemTableRep::Iterator* look_up(const Table& table) {
    thread_local std::optional<Lookup> lookup;
    return &lookup.emplace(table);
  }

 private:
  struct alignas(std::max_align_t) Place {
    std::array<std::byte, 96> bytes;
  };

  class Borrowed {
   public:
    Borrowed(MemoryWalks& owner, Place& place) : owner_(owner), place_(place) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    /// Another thread may take the place at once.
    ~Borrowed() {
      const std::scoped_lock lock(owner_.mutex_);
      owner_.free_.push_back(&place_);
    }

   private:
    MemoryWalks& owner_;
    Place& place_;
  };

  /// The place goes last, when nothing of the walk is touched any more.
  template <class Walk>
  class Placed final : private Borrowed, public Walk {
   public:
    template <class Table>
    Placed(MemoryWalks& owner, Place& place, const Table& table)
        : Borrowed(owner, place), Walk(table) {}
  };

  Place& take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return places_.emplace_back();
    Place* const place = free_.back();
    free_.pop_back();
    return *place;
  }

  std::mutex mutex_;
  std::deque<Place> places_;
  std::vector<Place*> free_;
};

/// Makes tables of one kind.
template <class Table>
class MemoryTableFactory final : public rocksdb::MemTableRepFactory {
 public:
  explicit MemoryTableFactory(const char* name) : name_(name) {}

  const char* Name() const override { return name_; }
  rocksdb::MemTableRep* CreateMemTableRep(const rocksdb::MemTableRep::KeyComparator&,
                                          rocksdb::Allocator* allocator,
                                          const rocksdb::SliceTransform*,
                                          rocksdb::Logger*) override {
    return new Table(allocator);
  }

 private:
  const char* name_;
};

}  // namespace queue
