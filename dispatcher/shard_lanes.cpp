#include <algorithm>
#include <chrono>
#include <utility>

#include "dispatcher/answer_fields.hpp"
#include "dispatcher/shard.hpp"

/// What an answer means for the lane as a whole.
namespace dispatcher {

namespace {

/// A message whose answer is held against its lane comes back this much later; others probe
/// meanwhile.
constexpr std::chrono::seconds storm_wait{60};
/// Without a word from the provider a 429 stops its lane for at most a window.
constexpr std::chrono::milliseconds lane_slow_wait_max{5'000};
/// A request that got no answer may have been a moment on its way in the provider's own network.
constexpr std::chrono::seconds unanswered_margin{1};

constexpr int unauthorized = 401;

/// For an operator who asks why a lane is held.
std::string answer_text(const Progress& progress) {
  std::string text = std::to_string(progress.status);
  if (progress.code != 0) text += " code " + std::to_string(progress.code);
  if (!progress.request_id.empty()) {
    text.append(" request ").append(progress.request_id.view());
  }
  return text;
}

}  // namespace

/// The last moment at which the provider can have counted the request: when its answer came, less
/// the time that the provider says it spent on it. That is believed up to the measured round trip,
/// and no more once a 429 came in spite of it.
TimePoint Shard::arrived_latest(const ServiceLane& lane, const net::Exchange& exchange) const {
  if (!exchange.head_complete) {
    // What the peer's TCP has not acknowledged by now is gone with the connection.
    return exchange.ended + unanswered_margin;
  }
  if (!lane.trusts_duration) return exchange.ended;
  const auto spent = parse_request_duration(field_of(exchange, AnswerField::request_duration));
  if (!spent) return exchange.ended;
  return std::max(exchange.write_began, exchange.ended - *spent);
}

/// A 429 costs no attempt: the lane waits as long as the provider asks. Where it told no limit, the
/// lane waits until a slot of its window can have freed, and a little longer each time.
void Shard::slow_lane(ServiceLane& lane, Wait wait, const net::Exchange& exchange,
                      bool limit_was_read) {
  if (wait != Wait::lane_slower && wait != Wait::lane_next_day) {
    lane.slow_answers = 0;
    return;
  }
  lane.trusts_duration = false;
  const TimePoint now = runtime_.now();
  const WallTime wall_now = runtime_.wall_now();
  if (wait == Wait::lane_next_day) {
    const auto next_day = std::chrono::ceil<std::chrono::days>(wall_now);
    lane.window.pause_until(now + (next_day - wall_now));
    return;
  }
  const auto asked = parse_retry_after(field_of(exchange, AnswerField::retry_after), wall_now);
  if (limit_was_read) {
    if (asked) lane.window.pause_until(now + *asked);
    return;
  }
  const auto own = options_.retry.base + full_jitter(options_.retry.base, lane_slow_wait_max,
                                                     lane.slow_answers++, runtime_.random());
  const auto wait_for = std::max(asked ? *asked : std::chrono::milliseconds{0}, own);
  lane.window.pause_until(now + wait_for);
}

/// An operator's word: it stops the lane, or ends every hold of it that a probe can end.
void Shard::on_event(queue::LaneHoldChanged&& event) {
  ServiceLane& lane = lane_of(event.lane);
  const bool was_held = lane.is_stopped();
  lane.operator_hold = std::move(event.hold);
  hold_changed(lane, was_held);
}

/// The same of all lanes of an account.
void Shard::on_event(queue::GroupHoldChanged&& event) {
  if (event.hold.empty()) {
    group_holds_.erase(event.group);
  } else {
    group_holds_.insert_or_assign(event.group, event.hold);
  }
  for (const auto& [number, lane] : lanes_) {
    if (lane->outlet == nullptr || account_group(lane->outlet->account_name()) != event.group) {
      continue;
    }
    const bool was_held = lane->is_stopped();
    lane->group_hold = event.hold;
    hold_changed(*lane, was_held);
  }
}

void Shard::hold_changed(ServiceLane& lane, bool was_held) {
  count_if_held(lane);
  if (lane.is_stopped()) {
    return observer_.on_lane_held(lane.name, "by an operator: " + lane.stopped_by());
  }
  if (was_held && !lane.is_held()) observer_.on_lane_resumed(lane.name);
  if (lane.outlet == nullptr) return;
  lane.hold.probe_at = runtime_.now();
  lane.outlet->probe_now();
  lane.outlet->consider(lane);
}

void Shard::count_if_held(ServiceLane& lane) {
  const HoldCause cause = lane.hold_cause();
  const HoldCause before = std::exchange(lane.counted_as_held, cause);
  if (before != HoldCause::none) --lanes_held_[static_cast<std::size_t>(before)];
  if (cause != HoldCause::none) ++lanes_held_[static_cast<std::size_t>(cause)];
}

void Shard::hold_lane(ServiceLane& lane, std::string reason) {
  if (hold_quietly(lane, std::move(reason))) observer_.on_lane_held(lane.name, lane.hold.reason);
}

/// False: it was held before.
bool Shard::hold_quietly(ServiceLane& lane, std::string reason) {
  lane.hold.probe_at = runtime_.now() + probe_interval;
  lane.hold.probing = false;
  lane.hold.reason = std::move(reason);
  const bool was_held = std::exchange(lane.hold.active, true);
  count_if_held(lane);
  return !was_held;
}

/// A refused credential is that of all lanes of the account.
void Shard::refuse_lane(ServiceLane& lane, const Progress& progress) {
  const std::string reason = "the provider answered " + answer_text(progress);
  if (progress.status != unauthorized) return hold_lane(lane, reason);
  lane.hold.by_account = true;
  hold_lane(lane, reason);
  for (const auto& [number, other] : lanes_) {
    if (other->outlet != lane.outlet || other->hold.active) continue;
    other->hold.by_account = true;
    hold_quietly(*other, reason);
  }
}

void Shard::resume_lane(ServiceLane& lane) {
  const bool by_account = lane.hold.by_account;
  lane.hold = {};
  lane.blast.clear();
  count_if_held(lane);
  observer_.on_lane_resumed(lane.name);
  if (!by_account) return;
  for (const auto& [number, other] : lanes_) {
    if (other->outlet != lane.outlet || !other->hold.by_account) continue;
    other->hold = {};
    count_if_held(*other);
    consider(*other);
  }
}

/// Where many are answered the same, it is held against the lane, and the messages stay what they
/// were. True: so it was with this one, which is settled for now.
bool Shard::storm(Handle handle, const net::Exchange& exchange) {
  LoadedMessage& message = loaded_[handle];
  ServiceLane& lane = *message.lane;
  if (!exchange.head_complete || exchange.status == 429) return false;
  const OrderKey participant = message.message.participant.binary();
  const bool begins = lane.blast.answered(exchange.status, participant, runtime_.now());
  const bool goes_on = lane.hold.active && exchange.status == lane.hold.storm_status;
  if (!begins && !goes_on) return false;
  lane.hold.storm_status = exchange.status;
  hold_lane(lane, "message after message is answered " + answer_text(message.progress));
  if (goes_on) message.progress.reason = WaitReason::delayed;
  const WallTime now = runtime_.wall_now();
  defer(handle, goes_on ? now + storm_wait : now, message.progress.doubt_from != WallTime{});
  return true;
}

}  // namespace dispatcher
