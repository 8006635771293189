#pragma once

#include <optional>
#include <string>
#include <vector>

#include "queue/books.hpp"
#include "queue/spool.hpp"

namespace queue {

/// The notes that records bring about their messages. The spool thread only.
class History {
 public:
  explicit History(Books& books) : books_(books) {}

  /// The key that the note is to be written under; empty where there is none, or no room for it.
  /// A note that shares its time with another one takes the next microsecond that is free. Nothing:
  /// the store failed.
  std::optional<std::string> place_of(const MessageKey& key, const HistoryNote& note);
  /// Puts it into the commit in the making.
  void write(const MessageKey& key, const std::string& place, const HistoryNote& note);

  /// All of one message, oldest first. Means nothing once the store has failed.
  std::vector<HistoryNote> of(const MessageKey& key);

 private:
  Books& books_;
};

}  // namespace queue
