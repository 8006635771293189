#include <algorithm>
#include <iterator>
#include <utility>

#include "dispatcher/daemon.hpp"
#include "dispatcher/gathering.hpp"

/// What is asked of a running daemon, and answered by its shards.
namespace dispatcher {

void Daemon::held_lanes(std::function<void(HeldLanes)> done) {
  const auto add = [](HeldLanes& all, HeldLanes&& held) {
    all.count += held.count - held.shown.size();
    for (HeldLane& lane : held.shown) all.add(std::move(lane));
  };
  const auto take = gather<HeldLanes>(runtime_, shards_.size(), add, std::move(done));
  for (const auto& shard : shards_) shard->held_lanes(take);
}

void Daemon::lanes(std::vector<std::string> services, std::function<void(LaneViews)> done) {
  std::vector<std::vector<std::string>> asked(shards_.size());
  for (std::string& service : services) asked[shard_of(service)].push_back(std::move(service));
  const auto add = [](LaneViews& all, LaneViews&& views) {
    std::ranges::move(views, std::back_inserter(all));
  };
  const auto take = gather<LaneViews>(runtime_, shards_.size(), add, std::move(done));
  const bool out_of_space = spool_ && spool_->levels().out_of_space;
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    shards_[i]->lanes(std::move(asked[i]), out_of_space, take);
  }
}

void Daemon::infeasible(const std::string& service, std::uint64_t count) {
  shards_.at(shard_of(service))->infeasible(service, count);
}

void Daemon::explain(queue::MessageView message, std::function<void(Why)> done) {
  const std::size_t index = shard_of(message.lane_name);
  const bool out_of_space = spool_ && spool_->levels().out_of_space;
  const auto set = [](Why& all, Why&& why) { all = std::move(why); };
  shards_.at(index)->explain(std::move(message), out_of_space,
                             gather<Why>(runtime_, 1, set, std::move(done)));
}

}  // namespace dispatcher
