#pragma once

#include <boost/asio/post.hpp>
#include <optional>

#include "net/runtime.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/plants.hpp"
#include "tests/simulation/wall_clock.hpp"

namespace simulation {

/// The runtime of one process. Its io_context never waits: whenever nothing is ready in it, a pump
/// that lives there too does the next thing of the agenda, or puts the clock forward to the next
/// timer. So one thread runs everything, in one order, and no time passes.
class SimRuntime final : public net::Runtime {
 public:
  SimRuntime(std::uint64_t random_seed, Agenda& agenda, Network& network, const WallClock& wall,
             Plant plant)
      : net::Runtime(random_seed), agenda_(agenda), network_(network), wall_(wall), plant_(plant) {
    refresh_now();
    boost::asio::post(io(), [this] { pump(); });
  }

  void pause(std::chrono::microseconds) override {}
  net::Connector& connector() override { return network_; }
  net::Resolver& resolver() override { return network_; }

 protected:
  net::TimePoint read_clock() const override { return agenda_.now(); }
  net::WallTime read_wall_clock() const override { return wall_.now(agenda_); }
  void wake_at(net::TimePoint due) override {
    constexpr std::uint64_t lost_each = 40;
    if (plant_ == Plant::lost_wake_up && ++wakes_count_ % lost_each == 0) return;
    wake_at_ = due;
  }

 private:
  void pump() {
    io().poll();  // whatever is ready goes first
    if (io().stopped()) return;
    const auto next = agenda_.next_time();
    if (wake_at_ && (!next || *wake_at_ <= *next)) {
      agenda_.move_to(*wake_at_);
      wake_at_.reset();
      run_timers();
    } else {
      agenda_.move_to(*next);  // the world always has something to do
      refresh_now();           // as before every batch of socket events
      agenda_.step();
    }
    boost::asio::post(io(), [this] { pump(); });
  }

  Agenda& agenda_;
  Network& network_;
  const WallClock& wall_;
  const Plant plant_;
  std::optional<net::TimePoint> wake_at_;
  std::uint64_t wakes_count_ = 0;
};

}  // namespace simulation
