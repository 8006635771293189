#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/history.hpp"
#include "queue/spool.hpp"

namespace queue {

/// Turns what shards decide about messages into records of the commit in the making.
/// The spool thread only.
class Recorder {
 public:
  Recorder(Books& books, DueIndex& due) : books_(books), due_(due), history_(books) {}

  void apply(const Arm& arm);
  /// These may read first. False: that failed, the store with it, and nothing was changed, so that
  /// the record can be applied again to a store that was healed.
  bool apply(const Revoke& revoke);
  bool apply(const Settle& settle);
  bool apply(const Defer& defer);
  bool apply(const Hold& hold);

 private:
  std::optional<Books::Loaded> leave(const MessageKey& key);
  void leave_doubt(const MessageKey& key, bool was_in_doubt);
  void move(const MessageKey& key, const format::MessageEntry& entry);
  void write_outcome(const Settle& settle, const format::MessageEntry& message);
  void write_receipt(const Settle& settle, std::uint64_t number);
  void free_slot(std::uint32_t slot);
  void raise_limit(const MessageKey& key);

  Books& books_;
  DueIndex& due_;
  History history_;
  std::string key_;    // reused, so that a record allocates nothing
  std::string value_;  // likewise
};

}  // namespace queue
