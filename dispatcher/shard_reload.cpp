#include <algorithm>
#include <boost/asio/post.hpp>
#include <cassert>
#include <utility>

#include "dispatcher/shard.hpp"

/// Another configuration, while messages are on their way: nothing is cut, what is in memory stays
/// there, and each lane goes on by the outlet that its Service has now.
namespace dispatcher {

namespace {

constexpr int unauthorized = 401;

}  // namespace

void Shard::reload(std::shared_ptr<const ShardSettings> settings, std::function<void()> done) {
  boost::asio::post(runtime_.io(), [this, settings = std::move(settings), done = std::move(done)] {
    if (!draining_) apply(*settings);
    done();
  });
}

void Shard::apply(const ShardSettings& settings) {
  const TimePoint full_until = options_.windows_full_until;
  assert(settings.options.outlet.pool.connections_max == options_.outlet.pool.connections_max);
  assert(settings.options.strict_order == options_.strict_order);
  options_ = settings.options;
  options_.windows_full_until = full_until;

  auto outlets = outlets_of(settings.accounts);
  for (auto& outlet : outlets_) {
    if (!outlet) continue;  // it goes on
    outlet->drain();
    outlets.push_back(std::move(outlet));
  }
  outlets_ = std::move(outlets);
  accounts_ = settings.accounts;

  const TimePoint now = runtime_.refresh_now();
  for (const auto& outlet : outlets_) outlet->clear_round();
  for (const auto& [number, lane] : lanes_) {
    lane->window.configure(options_.window, now);
    lane->reads.configure(options_.window, now);
    assign(*lane);
    consider(*lane);
  }
  turn_soon();
}

/// One for each account: taken over, connections and all, where the account sends to the same
/// place.
std::vector<std::unique_ptr<Outlet>> Shard::outlets_of(const AccountDirectory& accounts) {
  Outlet::Options options = options_.outlet;
  options.outlets_count = accounts.all().size();
  std::vector<std::unique_ptr<Outlet>> outlets;
  for (const auto& account : accounts.all()) {
    const auto old = std::ranges::find_if(
        outlets_, [&](const auto& outlet) { return outlet && outlet->serves(*account); });
    if (old == outlets_.end()) {
      outlets.push_back(std::make_unique<Outlet>(account, options, runtime_, loaded_, *this));
    } else {
      (*old)->renew(account, options);
      outlets.push_back(std::move(*old));
    }
  }
  return outlets;
}

/// Finds the way out of a lane that is new, or whose Service may have another account now.
void Shard::assign(ServiceLane& lane) {
  const auto account = accounts_.of(lane.name);
  Outlet* const outlet = account ? outlets_[*account].get() : nullptr;
  const bool was_held = lane.counted_as_held != HoldCause::none;
  if (outlet == lane.outlet && (outlet != nullptr || was_held)) {
    if (lane.hold.by_account) lane.hold.probe_at = runtime_.now();
    return;
  }
  lane.outlet = outlet;
  lane.hold = {};  // it was of another account
  lane.blast.clear();
  lane.group_hold.clear();
  if (outlet == nullptr) return hold_lane(lane, "no account in the configuration has this Service");
  const auto hold = group_holds_.find(account_group(outlet->account_name()));
  if (hold != group_holds_.end()) lane.group_hold = hold->second;
  count_if_held(lane);
  if (was_held && !lane.is_held()) observer_.on_lane_resumed(lane.name);
  hungry(lane);
}

void Shard::consider(ServiceLane& lane) {
  if (lane.outlet != nullptr) lane.outlet->consider(lane);
}

/// An answer tells of the account as it is now: not of one that the Service had, nor of a
/// credential that has been replaced since.
bool Shard::is_of_present(Handle handle, const net::Exchange& exchange) {
  const LoadedMessage& message = loaded_[handle];
  if (message.outlet != message.lane->outlet) return false;
  const bool refused = exchange.head_complete && exchange.status == unauthorized;
  return !refused || exchange.write_began >= message.outlet->credential_since();
}

/// Outlets of accounts that are gone, once nothing of theirs is on its way.
void Shard::drop_drained() {
  const auto gone = outlets_.begin() + static_cast<std::ptrdiff_t>(accounts_.all().size());
  const auto dropped = std::remove_if(gone, outlets_.end(), [this](const auto& outlet) {
    if (!outlet->drained()) return false;
    counted_.connections_opened += outlet->counters().connections_opened;
    counted_.handshakes_resumed += outlet->counters().handshakes_resumed;
    counted_.connects_failed += outlet->counters().connects_failed;
    counted_.exchanges_reused += outlet->counters().exchanges_reused;
    return true;
  });
  outlets_.erase(dropped, outlets_.end());
}

}  // namespace dispatcher
