#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "queue/format.hpp"
#include "queue/store.hpp"

namespace queue {

/// One put or removal of a batch, as a log holds it.
struct LoggedEntry {
  std::uint64_t order = 0;  ///< RocksDB's sequence number: the higher one is the newer
  Family family = Family::meta;
  std::string_view key;
  std::optional<std::string_view> value;  ///< nothing: removed
};

/// Calls `use` for each entry of a log record; false: it is no batch that the spool writes.
bool read_batch(std::string_view record, const std::function<void(const LoggedEntry&)>& use);

/// What a commit says of itself.
struct LoggedCommit {
  format::Counters counters;   ///< as of this commit
  std::uint64_t accepted = 0;  ///< messages that it takes in
  std::uint64_t ended = 0;     ///< outcomes that it records
};

/// Nothing: the record is no commit.
std::optional<LoggedCommit> read_commit(std::string_view record);

}  // namespace queue
