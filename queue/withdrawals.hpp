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
#include "queue/decision_walk.hpp"
#include "queue/due_index.hpp"
#include "queue/message_finder.hpp"
#include "queue/outbox.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// One Decide on its way through its messages.
struct DecisionWork {
  Decide asked;
  std::string position;
  std::size_t looked_count = 0;
  bool looked_all = false;
  std::size_t out_count = 0;
  Decide::Page page;
  bool done_any = false;
};

/// Messages that are called back so that somebody can decide about them: for a shard that learned
/// more about one (Recall), or for an operator (Decide). From its Recalled on no read hands a
/// message to anybody, until its shard has answered. The spool thread only.
class Withdrawals {
 public:
  /// Decides that wait while another one is at work.
  static constexpr std::size_t decides_waiting_max = 64;
  /// Of one Decide, recalled and not answered: the shards have other things to do.
  static constexpr std::size_t decided_out_max = 128;

  Withdrawals(Books& books, DueIndex& due)
      : books_(books), due_(due), finder_(books), walk_(books) {}

  // What is asked.
  void recall(std::size_t shard, const MessageKey& key) { recalls_.emplace_back(shard, key); }
  /// False: too many wait.
  bool decide(Decide&& decide);

  // What shards answer.
  /// False: the record answers a recall that another record of the shard has overtaken. It has no
  /// effect, and is as a LetBe.
  bool admits(const MessageKey& key, bool decides) const;
  /// The record has taken effect.
  void settled(const Settle& settle);
  void deferred(const Defer& defer);
  void held(const Hold& hold);
  /// False: the store failed first, and nothing was changed.
  bool let_be(const MessageKey& key);

  /// Recalls some of what was asked for; true: there is more to do at once. Between two commits.
  bool step(std::vector<Outbox>& outboxes);
  /// Decides wait for the one at work to be taken by `finished`.
  bool more_decides() const { return !work_ && !decides_.empty(); }

  struct Finished {
    std::function<void(Result<Decide::Page>)> done;
    Decide::Page page;
    bool done_any = false;  ///< these records must be synced first
  };
  /// The Decide whose last answer came, once; what it brought is in the newest commit or before.
  std::optional<Finished> finished();
  /// No answer will come any more.
  void abandon(boost::system::error_code error);

 private:
  /// Recalled and not answered.
  struct Out {
    std::optional<std::size_t> row;  ///< of the Decide that waits for it
    /// A record that was on its way has answered that; the answer of the shard is still to come.
    bool overtaken = false;
  };
  using Told = std::vector<Recalled>;  // one a shard

  bool answer_recalls(Told& told);
  bool answer_recall(std::size_t shard, const MessageKey& key, Told& told);
  void begin_next();
  bool look_on(Told& told);
  bool look_at(const DecisionWalk::Candidate& candidate, Told& told);
  void add_row(const std::string& id, DecisionResult result);
  void send_out(const MessageView& view, Out out, Recalled& told);
  void answered(Sequence sequence, bool decides, DecisionResult otherwise);
  void end_row(Out& out, DecisionResult result);
  bool room() const { return out_.size() < recalls_max; }
  /// What the Decide at work wants; nothing when there is none.
  std::optional<Decision::Kind> wanted() const;

  Books& books_;
  DueIndex& due_;
  MessageFinder finder_;
  DecisionWalk walk_;
  std::deque<std::pair<std::size_t, MessageKey>> recalls_;
  std::deque<Decide> decides_;
  std::optional<DecisionWork> work_;
  std::unordered_map<Sequence, Out> out_;  // the same keys as books_.recalled
};

}  // namespace queue
