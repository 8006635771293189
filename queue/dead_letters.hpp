#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// What operators do with dead letters: lists and changes, each in short steps, one list and one
/// change after the other. The spool thread only.
class DeadLetters {
 public:
  /// Lists, and changes, that may wait; more are refused.
  static constexpr std::size_t waiting_max = 64;

  DeadLetters(Books& books, DueIndex& due) : books_(books), due_(due) {}

  /// False: too many wait.
  bool list(ListDead&& list);
  bool change(ChangeDead&& change);

  struct Changed {
    std::function<void(Result<std::uint64_t>)> done;
    std::uint64_t count = 0;
  };
  /// Puts some changes into the commit in the making. What comes back is answered once that is
  /// synced.
  std::optional<Changed> change_some();
  /// Lists some, and answers a list that is complete. Between two commits.
  void list_some();
  /// There is more to do at once.
  bool more() const { return !lists_.empty() || !changes_.empty(); }
  /// Nothing of it will be done any more.
  void abandon(boost::system::error_code error);

 private:
  struct Listing {
    ListDead asked;
    ListDead::Page page;
  };
  struct Changing {
    ChangeDead asked;
    std::size_t looked_count = 0;
    std::uint64_t changed_count = 0;
  };

  std::optional<bool> change_one(ChangeDead::Kind kind, const ChangeDead::Item& item);
  void revive(const MessageKey& key, const format::MessageEntry& entry, WallTime due);
  void purge(const MessageKey& key, const format::MessageEntry& entry);
  std::optional<ListDead::Row> row_of(std::uint64_t number, const MessageKey& key);

  Books& books_;
  DueIndex& due_;
  std::deque<Listing> lists_;
  std::deque<Changing> changes_;
};

}  // namespace queue
