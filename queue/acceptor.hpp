#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/spool.hpp"

namespace queue {

/// Takes submissions in: tells new ones from known ones, and puts the new ones into the commit in
/// the making. The spool thread only.
class Acceptor {
 public:
  /// What the shards must be told once the commit is written.
  struct News {
    std::vector<LaneNumber> lanes_opened;
    /// Accepted into levels whose end their shards know. In order.
    std::vector<StoredMessage> fresh;
  };

  Acceptor(Books& books, DueIndex& due) : books_(books), due_(due) {}

  /// One answer per submission, in their order. The ids of `submissions` must stay until
  /// `committed`; payloads may be gone. Nothing: the store failed first, and nothing was taken in.
  std::optional<std::vector<Acceptance>> accept(std::vector<Submission>& submissions,
                                                WallTime accepted_at);
  /// The commit is written: what it brought.
  News committed();

 private:
  SpoolLane& lane_of(const Submission& submission);
  void store(Submission& submission, WallTime accepted_at);

  Books& books_;
  DueIndex& due_;
  std::unordered_map<std::string_view, std::array<std::byte, 32>> fresh_;  // ids in this commit
  News news_;
  std::string key_;    // reused
  std::string value_;  // reused
};

}  // namespace queue
