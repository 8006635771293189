#pragma once

#include <optional>
#include <string>

#include "queue/books.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// Tells where single messages stand, for whoever asks. The spool thread only, between two commits.
class MessageFinder {
 public:
  explicit MessageFinder(Books& books) : books_(books) {}

  /// Nothing: there is no such message. An error: why the store has failed.
  Result<std::optional<MessageView>> find(const std::string& id);
  /// Without its history.
  Result<std::optional<MessageView>> find(const MessageKey& key);
  /// Whose the receipts are. Means nothing once the store has failed.
  ReceiptsFound find(const FindReceipts& asked);

 private:
  void add_outcome(MessageView& view, std::uint64_t number);
  void add_parked(MessageView& view, const format::MessageEntry& entry);

  Books& books_;
};

}  // namespace queue
