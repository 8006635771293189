#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <memory>
#include <utility>

#include "dispatcher/daemon.hpp"

/// What is asked of a running daemon, and answered by its shards.
namespace dispatcher {

void Daemon::held_lanes(std::function<void(HeldLanes)> done) {
  struct Gathering {
    HeldLanes all;
    std::size_t awaited_count;
    std::function<void(HeldLanes)> done;
  };
  const auto gathering =
      std::make_shared<Gathering>(Gathering{{}, shards_.size(), std::move(done)});
  for (const auto& shard : shards_) {
    shard->held_lanes([this, gathering](HeldLanes held) {
      boost::asio::post(runtime_.io(), [gathering, held = std::move(held)]() mutable {
        gathering->all.count += held.count - held.shown.size();
        for (HeldLane& lane : held.shown) gathering->all.add(std::move(lane));
        if (--gathering->awaited_count == 0) gathering->done(std::move(gathering->all));
      });
    });
  }
}

void Daemon::lanes(std::vector<std::string> services, std::function<void(LaneViews)> done) {
  struct Gathering {
    LaneViews all;
    std::size_t awaited_count;
    std::function<void(LaneViews)> done;
  };
  std::vector<std::vector<std::string>> asked(shards_.size());
  for (std::string& service : services) asked[shard_of(service)].push_back(std::move(service));
  const auto gathering =
      std::make_shared<Gathering>(Gathering{{}, shards_.size(), std::move(done)});
  const bool out_of_space = spool_ && spool_->levels().out_of_space;
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    shards_[i]->lanes(std::move(asked[i]), out_of_space, [this, gathering](LaneViews views) {
      boost::asio::post(runtime_.io(), [gathering, views = std::move(views)]() mutable {
        std::ranges::move(views, std::back_inserter(gathering->all));
        if (--gathering->awaited_count == 0) gathering->done(std::move(gathering->all));
      });
    });
  }
}

void Daemon::infeasible(const std::string& service, std::uint64_t count) {
  shards_.at(shard_of(service))->infeasible(service, count);
}

void Daemon::explain(queue::MessageView message, std::function<void(Why)> done) {
  const std::size_t index = shard_of(message.lane_name);
  const bool out_of_space = spool_ && spool_->levels().out_of_space;
  shards_.at(index)->explain(std::move(message), out_of_space,
                             [this, done = std::move(done)](const Why& why) {
                               boost::asio::post(runtime_.io(), [why, done] { done(why); });
                             });
}

}  // namespace dispatcher
