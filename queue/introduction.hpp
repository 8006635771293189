#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/outbox.hpp"

namespace queue {

/// What shards are told before anything else: held groups, their lanes, their messages in doubt,
/// and the due ones that block others. In steps, so that it waits in no memory when there is much
/// of it. The spool thread only.
class Introduction {
 public:
  Introduction(Books& books, DueIndex& due, std::vector<Outbox>& outboxes)
      : books_(books), due_(due), outboxes_(outboxes) {}

  /// Tells which groups are held, and opens the lanes.
  void begin();
  /// Tells some more of the doubts, then of what blocks; true: all was told. A step that the store
  /// fails in tells nothing, and can be taken again.
  bool step();

 private:
  bool tell_doubts();
  std::optional<InDoubt> told_doubt(const Doubt& doubt);

  Books& books_;
  DueIndex& due_;
  std::vector<Outbox>& outboxes_;
  std::vector<Sequence> doubts_;  // not told yet
  std::string after_;             // in the due index
  bool done_ = false;
};

}  // namespace queue
