#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/spool.hpp"

namespace queue {

/// Turns what shards decide about messages into records of the commit in the making.
/// The spool thread only.
class Recorder {
 public:
  Recorder(Books& books, DueIndex& due) : books_(books), due_(due) {}

  void apply(Arm&& arm);
  void apply(Revoke&& revoke);
  void apply(Settle&& settle);
  void apply(Defer&& defer);
  void apply(Hold&& hold);
  void apply(Recall&&) {}
  void apply(LetBe&&) {}

 private:
  std::optional<Books::Loaded> leave(const MessageKey& key);
  void leave_index(const MessageKey& key, const format::MessageEntry& entry);
  void move(const MessageKey& key, const format::MessageEntry& entry);
  void end_doubt(const MessageKey& key);
  void write_outcome(const Settle& settle, std::string_view id);
  void free_slot(std::uint32_t slot);

  Books& books_;
  DueIndex& due_;
  std::string key_;    // reused, so that a record allocates nothing
  std::string value_;  // likewise
};

}  // namespace queue
