#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "dispatcher/message/payload.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/shard.hpp"

/// Why a message waits, and which lanes do: what an operator asks. Changes nothing.
namespace dispatcher {
namespace {

double messages_per_participant(const Lane& order) {
  std::size_t count = order.parked_count();
  for (const Priority priority : all_priorities) count += order.loaded_count(priority);
  const std::size_t participants = std::max<std::size_t>(order.chains_count(), 1);
  return std::max(static_cast<double>(count) / static_cast<double>(participants), 1.0);
}

}  // namespace

void Shard::explain(queue::MessageView message, bool out_of_space, std::function<void(Why)> done) {
  boost::asio::post(runtime_.io(),
                    [this, message = std::move(message), out_of_space, done = std::move(done)] {
                      WaitFacts found = facts(message);
                      found.out_of_space = out_of_space;
                      done(dispatcher::explain(found));
                    });
}

WaitFacts Shard::facts(const queue::MessageView& message) {
  using Standing = queue::MessageView::Standing;
  WaitFacts facts;
  facts.draining = draining_;
  facts.scheduled = message.scheduled;
  facts.in_doubt = message.in_doubt;
  const auto progress = decode_progress(message.message.progress);
  if (message.standing == Standing::due) {
    facts.place = WaitFacts::Place::apart;
    facts.due = message.due;
    if (progress) facts.reason = progress->reason;
  } else if (message.standing == Standing::held) {
    facts.place = WaitFacts::Place::held;
    facts.held_reason = progress ? name_of(progress->reason) : "its record cannot be read";
  }
  const auto lane = lanes_.find(message.message.key.lane);
  if (lane == lanes_.end()) return facts;
  const auto priority = static_cast<Priority>(message.message.key.priority);
  const auto decoded = decode_payload(message.message.payload,
                                      {message.message.id, priority, message.message.not_before});
  if (decoded) add_place(message, *decoded, *lane->second, facts);
  add_lane(*lane->second, priority, facts);
  return facts;
}

/// Where it is among the messages of its participant.
void Shard::add_place(const queue::MessageView& message, const Message& decoded, ServiceLane& lane,
                      WaitFacts& facts) {
  using Where = Lane::Found::Where;
  const queue::Sequence sequence = message.message.key.sequence;
  const auto found = lane.order.find(order_key(decoded, sequence), decoded.priority, sequence);
  const std::size_t read_count = lane.order.loaded_count(decoded.priority);
  if (found.where == Where::taken) {
    const bool in_flight = loaded_[found.handle].in_flight;
    facts.place = in_flight ? WaitFacts::Place::in_flight : WaitFacts::Place::armed;
    return;
  }
  if (found.where == Where::loaded || found.where == Where::parked) {
    facts.place = WaitFacts::Place::in_lane;
  } else {
    facts.ahead_count = read_count + lane.order.parked_count();
  }
  if (found.chain == nullptr) return;
  // Of its participant: the one on its way, the one in the due index, or the earliest one read.
  const Chain& chain = *found.chain;
  const bool has_head = chain.state == Chain::State::taken || chain.state == Chain::State::blocked;
  if (!has_head && chain.loaded.empty()) return;
  const Chain::Loaded& head = has_head ? chain.head : chain.loaded.front();
  facts.is_head = head.position.sequence == sequence;
  facts.head_sequence = head.position.sequence;
  if (chain.state != Chain::State::blocked) facts.head_id = loaded_[head.handle].message.id;
  if (facts.is_head && read_count > 0) facts.ahead_count = read_count - 1;
  if (facts.is_head && !has_head && lane.order.waits_for_reading(chain)) {
    facts.place = WaitFacts::Place::unread;  // as is what goes before it
    facts.ahead_count = read_count - 1 + lane.order.parked_count();
  }
}

/// What stands in the way of its lane.
void Shard::add_lane(ServiceLane& lane, Priority priority, WaitFacts& facts) {
  const TimePoint now = runtime_.now();
  const WallTime wall_now = runtime_.wall_now();
  const auto wall = [&](TimePoint at) {
    return wall_now + std::chrono::duration_cast<WallTime::duration>(at - now);
  };
  facts.operator_hold = lane.stopped_by();
  facts.has_account = lane.outlet != nullptr;
  if (!facts.has_account) return;
  if (lane.hold.active) {
    facts.refusal = lane.hold.reason;
    facts.probe_at = wall(lane.hold.probe_at);
  }
  facts.certificate_refused = lane.outlet->refused();
  facts.reachable = lane.outlet->reachable();
  facts.connect_at = wall(lane.outlet->connect_at());
  facts.failing = lane.outlet->failing();
  facts.endpoint_probe_at = wall(lane.outlet->probe_at());
  facts.account_full = lane.outlet->account_full();
  if (lane.window.paused_until() > now) facts.paused_until = wall(lane.window.paused_until());
  const TimePoint slot_at = lane.window.next_possible(priority, now);
  facts.window_full = slot_at > now;
  if (facts.window_full && slot_at != TimePoint::max()) facts.slot_at = wall(slot_at);
}

void Shard::held_lanes(std::function<void(HeldLanes)> done) {
  boost::asio::post(runtime_.io(), [this, done = std::move(done)] {
    HeldLanes held;
    for (const auto& [number, lane] : lanes_) {
      const bool refused = lane->outlet != nullptr && lane->outlet->refused();
      if (!lane->is_held() && !refused) continue;
      const bool by_operator = lane->is_stopped();
      const std::string& own = by_operator ? lane->stopped_by() : lane->hold.reason;
      held.add(
          {lane->name, own.empty() ? "the server's certificate is refused" : own, by_operator});
    }
    done(std::move(held));
  });
}

void Shard::lanes(std::vector<std::string> services, bool out_of_space,
                  std::function<void(LaneViews)> done) {
  boost::asio::post(runtime_.io(),
                    [this, services = std::move(services), out_of_space, done = std::move(done)] {
                      LaneViews views;
                      for (const std::string& service : services) {
                        const auto lane = lanes_by_name_.find(service);
                        if (lane != lanes_by_name_.end())
                          views.push_back(view(*lane->second, out_of_space));
                      }
                      done(std::move(views));
                    });
}

LaneView Shard::view(ServiceLane& lane, bool out_of_space) {
  LaneView view;
  view.service = lane.name;
  if (lane.outlet != nullptr) view.account = lane.outlet->account_name();
  view.why = why_waits(lane, out_of_space);
  view.oldest = oldest_sendable(lane);
  view.messages_per_participant = messages_per_participant(lane.order);
  view.limit = limit_of(lane);
  view.slots_bound_count = lane.window.bound_count();
  view.lately = lane.tally.lately(runtime_.now());
  return view;
}

/// As for a message of the highest priority that may go.
std::optional<Why> Shard::why_waits(ServiceLane& lane, bool out_of_space) {
  const auto ready = std::ranges::find_if(
      all_priorities, [&](Priority priority) { return lane.order.ready(priority); });
  const bool any_ready = ready != all_priorities.end();
  WaitFacts facts;
  facts.place = WaitFacts::Place::in_lane;
  facts.draining = draining_;
  facts.out_of_space = out_of_space;
  add_lane(lane, any_ready ? *ready : Priority::normal, facts);
  Why why = dispatcher::explain(facts);
  if (any_ready || stops_lane(why.cause)) return why;
  // No limit of the lane is in the way of messages that are not there.
  const bool any_loaded = std::ranges::any_of(
      all_priorities, [&](Priority priority) { return lane.order.loaded_count(priority) > 0; });
  if (any_loaded) return Why{.cause = WaitCause::in_flight};
  if (!lane.drained()) return Why{.cause = WaitCause::queued};
  return std::nullopt;
}

void Shard::survey(std::function<void(ShardSurvey)> done) {
  boost::asio::post(runtime_.io(), [this, done = std::move(done)] {
    ShardSurvey survey;
    for (const auto& [number, lane] : lanes_) {
      if (lane->is_held() || lane->outlet->refused()) continue;
      for (const Priority priority : all_priorities) {
        for (const Chain* chain : lane->order.ready_chains(priority)) {
          const LoadedMessage& message = loaded_[chain->loaded.front().handle];
          const WallTime since = std::max(message.accepted_at, message.message.not_before);
          survey.sendable_since = std::min(survey.sendable_since.value_or(since), since);
        }
      }
    }
    for (const auto& outlet : outlets_) {
      survey.endpoints.push_back({outlet->account_name(), outlet->failing(), outlet->refused(),
                                  outlet->counters().certificate_ends});
    }
    done(std::move(survey));
  });
}

std::optional<LaneView::Sendable> Shard::oldest_sendable(const ServiceLane& lane) {
  const LoadedMessage* oldest = nullptr;
  for (const Priority priority : all_priorities) {
    for (const Chain* chain : lane.order.ready_chains(priority)) {
      const LoadedMessage& message = loaded_[chain->loaded.front().handle];
      if (oldest == nullptr || message.accepted_at < oldest->accepted_at) oldest = &message;
    }
  }
  if (oldest == nullptr) return std::nullopt;
  return LaneView::Sendable{oldest->message.id, oldest->accepted_at};
}

}  // namespace dispatcher
