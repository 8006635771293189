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
  introduction_.emplace(*books_, due_, shards_->outboxes);
  introduction_->begin();
}

bool RunningSpool::take_requests() {
  if (shards_ == nullptr) return false;
  std::size_t taken = 0;
  while (taken < requests_per_turn_max) {
    auto command = shards_->commands.try_pop();
    if (!command) break;
    ++taken;
    if (!store_->failed()) apply(command->shard, std::move(command->request));
  }
  small_turn_ = taken > 0 && taken < small_turn_max;
  return taken != 0;
}

void RunningSpool::apply(std::size_t shard, ShardRequest&& request) {
  std::visit(
      [&](auto&& asked) {
        using Asked = std::remove_cvref_t<decltype(asked)>;
        if constexpr (std::is_same_v<Asked, DueCredit>) {
          due_.grant(shard, asked.count);
        } else if constexpr (std::is_constructible_v<Question, Asked>) {
          questions_.emplace_back(shard, std::move(asked));  // after the commit: sees all of it
        } else {
          if constexpr (std::is_same_v<Asked, Arm>) fresh_arms_.push_back({0, shard, asked.slot});
          if constexpr (std::is_same_v<Asked, Settle>) {
            settled_levels_.emplace_back(asked.key.lane, asked.key.priority);
          }
          if constexpr (!std::is_same_v<Asked, Recall> && !std::is_same_v<Asked, LetBe>) {
            (void)recorder_.apply(asked);
          }
        }
      },
      std::move(request));
}

bool RunningSpool::take_intakes() {
  std::size_t submissions = 0;
  bool any = false;
  while (submissions < submissions_per_turn_max) {
    auto intake = intakes_.try_pop();
    if (!intake) break;
    any = true;
    submissions += intake->submissions.size();
    take(std::move(*intake));
  }
  return any;
}

void RunningSpool::take(Intake&& intake) {
  if (!store_->failed() && !has_space()) return intake.done(make_error_code(errc::no_space));
  fresh_intakes_.push_back({0, std::move(intake.submissions), {}, std::move(intake.done)});
  if (store_->failed()) return;  // answered with the failure
  PendingIntake& taken = fresh_intakes_.back();
  taken.answers = acceptor_.accept(taken.submissions, intake.accepted_at);
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
  for (std::size_t shard = 0; shard < shards_->outboxes.size(); ++shard) {
    DueRead come{due_.take(shard, now)};
    if (!come.messages.empty()) shards_->outboxes[shard].send(std::move(come));
  }
  for (const auto& [shard, question] : questions_) answer(shard, question);
  questions_.clear();
  for (const auto& [lane, priority] : settled_levels_) reader_.look_at_watermark(lane, priority);
  settled_levels_.clear();
  reader_.renew();
  return due_.more_now(now);
}

void RunningSpool::answer(std::size_t shard, const Question& question) {
  Outbox& outbox = shards_->outboxes[shard];
  if (std::holds_alternative<AskStatus>(question)) {
    SpoolStatus status{
        books_->counters.open_count, books_->counters.held_count, books_->counters.due_count, {}};
    if (const auto earliest = due_.earliest()) status.due_earliest = *earliest;
    return outbox.send(status);
  }
  if (const auto* lane = std::get_if<ReadLane>(&question)) return outbox.send(reader_.read(*lane));
  outbox.send(reader_.read(std::get<ReadMessages>(question)));
}

}  // namespace queue
