#pragma once

#include <memory>

namespace rocksdb {
class MemTableRepFactory;
}

namespace queue {

/// A memory table for keys that come in no order, or again and again, and are asked for whole: an
/// insert costs one look into a hash table, whatever is there already; in a skip list it is a
/// search of which most steps miss the cache. What is walked over is sorted first, which pays for a
/// table that is written out once, and for little else.
///
/// Keys are compared byte by byte, as rocksdb::BytewiseComparator does: no other may be set. One
/// thread inserts; any thread reads meanwhile.
std::shared_ptr<rocksdb::MemTableRepFactory> make_hashed_memory_tables();

}  // namespace queue
