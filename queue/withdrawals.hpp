#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "queue/books.hpp"
#include "queue/cancel_walk.hpp"
#include "queue/due_index.hpp"
#include "queue/message_finder.hpp"
#include "queue/outbox.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// One cancel on its way through its messages.
struct CancelWork {
  Decide asked;
  std::string position;
  std::size_t looked_count = 0;
  bool looked_all = false;
  std::size_t out_count = 0;
  Decide::Page page;
  bool cancelled_any = false;
};

/// Messages that are called back so that somebody can decide about them: for a shard that learned
/// more about one (Recall), or for an operator (Decide). From its Recalled on no read hands a
/// message to anybody, until its shard has answered. The spool thread only.
class Withdrawals {
 public:
  /// Cancels that wait while another one is at work.
  static constexpr std::size_t cancels_waiting_max = 64;

  Withdrawals(Books& books, DueIndex& due)
      : books_(books), due_(due), finder_(books), walk_(books) {}

  // What is asked.
  void recall(std::size_t shard, const MessageKey& key) { recalls_.emplace_back(shard, key); }
  /// False: too many wait.
  bool cancel(Decide&& cancel);

  // What shards answer.
  /// False: the record has no effect, because the recall that it answers was overtaken.
  bool admits(const Settle& settle) const;
  /// The record has taken effect.
  void settled(const Settle& settle);
  void parked(const MessageKey& key, bool in_doubt);
  /// False: the store failed first, and nothing was changed.
  bool let_be(const MessageKey& key);

  /// Recalls some of what was asked for; true: there is more to do at once. Between two commits.
  bool step(std::vector<Outbox>& outboxes);
  /// Cancels wait for the one at work to be taken by `finished`.
  bool more_cancels() const { return !work_ && !cancels_.empty(); }

  struct Finished {
    std::function<void(Result<Decide::Page>)> done;
    Decide::Page page;
    bool cancelled_any = false;  ///< these outcomes must be synced first
  };
  /// The cancel whose last answer came, once; its outcomes are in the newest commit or before.
  std::optional<Finished> finished();
  /// No answer will come any more.
  void abandon(boost::system::error_code error);

 private:
  /// Recalled and not answered; with the row of the cancel that wants it.
  struct Out {
    std::optional<std::size_t> row;
  };
  using Told = std::vector<Recalled>;  // one a shard

  bool answer_recalls(Told& told);
  bool answer_recall(std::size_t shard, const MessageKey& key, Told& told);
  bool look_on(Told& told);
  bool look_at(const CancelWalk::Candidate& candidate, Told& told);
  void add_row(const std::string& id, DecisionResult result);
  void send_out(const MessageView& view, Out out, Recalled& told);
  void close(Sequence sequence, DecisionResult result);
  bool room() const { return out_.size() < recalls_max; }

  Books& books_;
  DueIndex& due_;
  MessageFinder finder_;
  CancelWalk walk_;
  std::deque<std::pair<std::size_t, MessageKey>> recalls_;
  std::deque<Decide> cancels_;
  std::optional<CancelWork> work_;
  std::unordered_map<Sequence, Out> out_;  // the same keys as books_.recalled
};

}  // namespace queue
