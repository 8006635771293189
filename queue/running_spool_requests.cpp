#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

#include "queue/running_spool.hpp"

/// The two halves of a turn that touch messages: gathering what is asked, and answering.
namespace queue {
namespace {

/// Requests and submissions taken in one turn: a commit stays some megabytes small.
constexpr std::size_t requests_per_turn_max = 4096;
constexpr std::size_t submissions_per_turn_max = 10'000;
/// Entries passed in one turn to move watermarks, but for one that takes more.
constexpr std::size_t watermark_steps_per_turn_max = 1024;
/// Fewer are a small turn: most of its cost is not theirs.
constexpr std::size_t small_turn_max = 64;
/// Free space is looked at again after this.
constexpr std::chrono::milliseconds space_period{250};

}  // namespace

void RunningSpool::meet_shards() {
  if (shards_ != nullptr) return;
  const std::scoped_lock lock(links_mutex_);
  if (!links_) return;
  shards_ = links_.get();
  books_->shard_of = shard_of_;
  due_.open_for(shards_->outboxes.size());
  passage_.open_for(shards_->outboxes.size());
  introduction_.emplace(*books_, due_, shards_->outboxes);
  introduction_->begin();
}

bool RunningSpool::take_requests() {
  if (shards_ == nullptr) return false;
  std::size_t taken = 0;
  while (taken < requests_per_turn_max && !store_->failed()) {
    if (!taking_) {
      auto batch = shards_->batches.try_pop();
      if (!batch) break;
      taking_ = std::move(*batch);
      taken_count_ = 0;
    }
    ++taken;
    // Where the store fails first, the request is taken again once it is whole.
    if (!apply(taking_->sender->shard(), taking_->requests[taken_count_])) break;
    if (++taken_count_ == taking_->requests.size()) {
      taking_->sender->give_back(std::move(taking_));
    }
  }
  small_turn_ = taken > 0 && taken < small_turn_max;
  return taken != 0;
}

/// False: the store failed first, and the request had no effect.
bool RunningSpool::apply(std::size_t shard, const ShardRequest& request) {
  return std::visit(
      [&](const auto& asked) {
        using Asked = std::remove_cvref_t<decltype(asked)>;
        if constexpr (std::is_same_v<Asked, DueCredit>) {
          due_.grant(shard, asked.count);
        } else if constexpr (std::is_same_v<Asked, PassCredit>) {
          passage_.grant(shard, asked.count);
        } else if constexpr (std::is_constructible_v<Question, Asked>) {
          if constexpr (std::is_same_v<Asked, FindReceipts>) assert(may_ask(shard, asked));
          questions_.emplace_back(shard, asked);  // after the commit: sees all of it
        } else if constexpr (std::is_same_v<Asked, Recall>) {
          withdrawals_.recall(shard, asked.key);  // likewise
        } else if constexpr (std::is_same_v<Asked, LetBe>) {
          return withdrawals_.let_be(asked.key);
        } else if constexpr (std::is_same_v<Asked, Revoke>) {
          return recorder_.apply(asked);
        } else if constexpr (std::is_same_v<Asked, Arm>) {
          fresh_arms_.push_back({0, shard, asked.slot});
          recorder_.apply(asked);
        } else {
          return record(asked);
        }
        return true;
      },
      request);
}

/// A shard keeps to what it was told: one at a time, and not too long a one.
bool RunningSpool::may_ask(std::size_t shard, const FindReceipts& asked) const {
  return asked.receipts.size() <= receipts_asked_max &&
         std::ranges::none_of(questions_, [&](const auto& other) {
           return other.first == shard && std::holds_alternative<FindReceipts>(other.second);
         });
}

template <class Record>
bool RunningSpool::record(const Record& record) {
  if (!withdrawals_.admits(record.key, record.decides)) return withdrawals_.let_be(record.key);
  if (!recorder_.apply(record)) return false;
  took_effect(record);
  return true;
}

void RunningSpool::took_effect(const Settle& settle) {
  settled_levels_.emplace_back(settle.key.lane, settle.key.priority);
  withdrawals_.settled(settle);
}

bool RunningSpool::take_intakes() {
  std::size_t submissions = 0;
  bool any = false;
  while (submissions < submissions_per_turn_max && !store_->failed()) {
    auto intake = intakes_.try_pop();
    if (!intake) break;
    any = true;
    submissions += intake->submissions.size();
    take(std::move(*intake));
  }
  return any;
}

void RunningSpool::take(Intake&& intake) {
  if (!has_space()) return intake.done(make_error_code(errc::no_space));
  fresh_intakes_.push_back({0,
                            std::move(intake.submissions),
                            {},
                            std::move(intake.done),
                            std::chrono::steady_clock::now()});
  PendingIntake& taken = fresh_intakes_.back();
  auto answers = acceptor_.accept(taken.submissions, intake.accepted_at);
  if (answers) {
    taken.answers = std::move(*answers);
    return;
  }
  taken.done(make_error_code(store_->failure().error));
  fresh_intakes_.pop_back();
}

bool RunningSpool::has_space() {
  const auto now = std::chrono::steady_clock::now();
  if (now - space_seen_at_ < space_period) return true;
  if (directory_.free_bytes() < options_.reserve_bytes) return false;
  space_seen_at_ = now;
  return true;
}

/// Answers what was asked, hands out what is due; true: there is more to do at once.
bool RunningSpool::answer() {
  answer_searches();
  dead_.list_some();
  if (shards_ == nullptr) return false;
  bool flushed = true;
  for (Outbox& outbox : shards_->outboxes) flushed = outbox.flush() && flushed;
  if (store_->failed()) return false;
  if (!introduced_) {
    if (!flushed) return false;
    introduced_ = introduction_->step();
    return true;
  }
  const WallTime now = options_.now();
  hand_out_due(now);
  const bool more = withdrawals_.step(shards_->outboxes);
  take_finished_decide();
  if (!answer_questions()) return false;
  look_at_watermarks();
  reader_.renew();
  return due_.more_now(now) || more || withdrawals_.more_decides() || !fresh_controls_.empty();
}

/// Lanes with the same traffic want it at the same time: some now, the others in the next turn.
void RunningSpool::look_at_watermarks() {
  std::size_t looked = 0;
  std::size_t steps = 0;
  while (looked < settled_levels_.size() && steps < watermark_steps_per_turn_max) {
    const auto& [lane, priority] = settled_levels_[looked++];
    steps += reader_.look_at_watermark(lane, priority);
  }
  settled_levels_.erase(settled_levels_.begin(),
                        settled_levels_.begin() + static_cast<std::ptrdiff_t>(looked));
}

/// An end that was told before is none for what comes due now: that is said first.
void RunningSpool::hand_out_due(WallTime now) {
  std::vector<DueRead> come;
  for (std::size_t shard = 0; shard < shards_->outboxes.size(); ++shard) {
    come.push_back({due_.take(shard, now)});
  }
  for (const auto& [lane, priority] : reader_.readable_again(now)) {
    shards_->outboxes[books_->lanes.at(lane).shard].send(LaneGrew{lane, priority});
  }
  for (std::size_t shard = 0; shard < come.size(); ++shard) {
    if (!come[shard].messages.empty()) shards_->outboxes[shard].send(std::move(come[shard]));
  }
}

/// False: the store failed; what is not answered stays.
bool RunningSpool::answer_questions() {
  for (; !questions_.empty(); questions_.pop_front()) {
    const auto& [shard, question] = questions_.front();
    auto answer = answer_to(question);
    if (store_->failed()) return false;  // and the answer may be wrong
    shards_->outboxes[shard].send(std::move(answer));
  }
  return true;
}

SpoolEvent RunningSpool::answer_to(const Question& question) {
  if (std::holds_alternative<AskStatus>(question)) {
    SpoolStatus status{
        books_->counters.open_count, books_->counters.held_count, books_->counters.due_count, {}};
    if (const auto earliest = due_.earliest()) status.due_earliest = *earliest;
    return status;
  }
  if (const auto* asked = std::get_if<FindReceipts>(&question)) return finder_.find(*asked);
  if (const auto* lane = std::get_if<ReadLane>(&question)) return reader_.read(*lane);
  return reader_.read(std::get<ReadMessages>(question));
}

}  // namespace queue
