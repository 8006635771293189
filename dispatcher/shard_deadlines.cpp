#include <boost/asio/post.hpp>
#include <utility>

#include "dispatcher/message/history.hpp"
#include "dispatcher/policy/feasible.hpp"
#include "dispatcher/shard.hpp"

/// Messages that cannot be sent before they expire: told early, and ended early where that is
/// wanted. Intake judges what it accepts; here is judged, when it is first read, what intake could
/// not: what was accepted before this shard began, or before its lane's limit was lowered, and what
/// was scheduled.
namespace dispatcher {
namespace {

queue::HistoryNote early_end(WallTime now, std::uint64_t ahead_count, const LaneLimit& limit) {
  HistoryEntry entry;
  entry.kind = HistoryKind::decision;
  entry.text = expired_early;
  entry.text.append(": ").append(why_infeasible(ahead_count, limit.enforced_per_second()));
  return {now, encode_history(entry)};
}

}  // namespace

void Shard::infeasible(std::string service, std::uint64_t count) {
  boost::asio::post(runtime_.io(), [this, service = std::move(service), count] {
    note_infeasible(service, count);
  });
}

void Shard::note_infeasible(const std::string& service, std::uint64_t count) {
  ShardCounters::add(counters_.infeasible, count);
  infeasible_notices_.add(service, count, runtime_.now());
  notices_timer_.arm_at(infeasible_notices_.next_at());
}

void Shard::tell_infeasible() {
  for (const LaneNotices::Notice& notice : infeasible_notices_.take(runtime_.now())) {
    observer_.on_infeasible(notice.lane, notice.count);
  }
  const TimePoint next_at = infeasible_notices_.next_at();
  if (next_at != TimePoint::max()) notices_timer_.arm_at(next_at);
}

LaneLimit Shard::limit_of(const ServiceLane& lane) const {
  return {lane.window.configured_capacity(), lane.window.capacity(), options_.window.window};
}

/// Ends a message, just read and in no lane yet, that was never tried and cannot be sent in time;
/// or only counts it. Of those before it the ones count that may go at once: one for each
/// participant.
bool Shard::ends_early(ServiceLane& lane, const queue::StoredMessage& stored,
                       const Message& message, bool from_due) {
  if (!message.expires_at || !stored.progress.empty()) return false;
  const WallTime now = runtime_.wall_now();
  const bool judged_at_intake = !from_due && stored.accepted_at >= lane.judged_from;
  if (judged_at_intake || *message.expires_at <= now) return false;
  const auto known = lane.order.find(order_key(message, stored.key.sequence), message.priority,
                                     stored.key.sequence);
  if (known.where != Lane::Found::Where::absent) return false;  // it was judged when first read
  PriorityCounts ready{};
  for (const Priority priority : all_priorities) {
    ready[Lane::index(priority)] = lane.order.ready_chains(priority).size();
  }
  const std::uint64_t ahead_count = ahead_of(ready, message.priority);
  const LaneLimit limit = limit_of(lane);
  if (is_feasible(ahead_count, limit, now, *message.expires_at)) return false;
  note_infeasible(lane.name, 1);
  if (!options_.expires_infeasible || early_ends_out_ == early_ends_max) return false;
  ++early_ends_out_;
  settle_apart(stored, queue::no_slot, OutcomeKind::expired, {}, {},
               early_end(now, ahead_count, limit));
  if (from_due) spool_->request(queue::DueCredit{1});
  return true;
}

}  // namespace dispatcher
