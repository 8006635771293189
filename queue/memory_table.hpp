#pragma once

#include <memory>

namespace rocksdb {
class MemTableRepFactory;
}

namespace queue {

/// What RocksDB keeps in memory until it writes a table: a skip list that costs an insert some ten
/// nanoseconds at the end of its prefix, and a few hundred elsewhere. RocksDB's own compares
/// through two virtual calls and a counter, and Debian's build checks the order of every level at
/// every insert: with it that was a third of what a message cost the spool.
///
/// Keys are compared byte by byte, as rocksdb::BytewiseComparator does: no other may be set. One
/// thread inserts; any thread reads meanwhile.
std::shared_ptr<rocksdb::MemTableRepFactory> make_memory_tables();

}  // namespace queue
