#include "net/local_places.hpp"

#include <gtest/gtest.h>

#include "net/local_connection.hpp"

namespace net {
namespace {

using Phase = LocalPlaces::Phase;
using namespace std::chrono_literals;

/// Connections that are names only: nothing of them is started.
class LocalPlacesTest : public testing::Test {
 protected:
  LocalPlaces::Handle add() {
    time_ += 1s;
    return places.add(std::make_shared<LocalConnection>(shared_), time_);
  }
  LocalPlaces::Handle add(Phase phase, std::size_t held_bytes = 0) {
    const auto place = add();
    places.enter(place, phase, time_);
    places.hold(place, held_bytes);
    return place;
  }
  void move(LocalPlaces::Handle place, Phase phase) {
    time_ += 1s;
    places.enter(place, phase, time_);
  }
  TimePoint now() const { return time_ + LocalPlaces::fresh; }

 private:
  Runtime runtime_{1};
  LocalShared shared_{runtime_, {}, {}};
  TimePoint time_{};

 protected:
  LocalPlaces places;
};

TEST_F(LocalPlacesTest, TellsWhoIsIdleForLongest) {
  const auto first = add();
  const auto second = add();
  EXPECT_EQ(places.slowest(now()), first->connection);
  move(first, Phase::head);
  EXPECT_EQ(places.slowest(now()), second->connection);
  move(first, Phase::idle);
  EXPECT_EQ(places.slowest(now()), second->connection);
  places.remove(second);
  EXPECT_EQ(places.slowest(now()), first->connection);
}

TEST_F(LocalPlacesTest, TellsWhoseRequestTakesLongestWhenNobodyIsIdle) {
  const auto writes = add(Phase::writing);
  const auto sends = add(Phase::body);
  const auto begins = add(Phase::head);
  EXPECT_EQ(places.slowest(now()), writes->connection);
  places.remove(writes);
  EXPECT_EQ(places.slowest(now()), sends->connection);
  move(sends, Phase::writing);
  EXPECT_EQ(places.slowest(now()), begins->connection);
}

TEST_F(LocalPlacesTest, TakesNobodyForIdleWhoHasJustCome) {
  const auto slow = add(Phase::head);
  const auto fresh = add();
  EXPECT_EQ(places.slowest(fresh->since), slow->connection);
  EXPECT_EQ(places.slowest(now()), fresh->connection);
  places.remove(slow);
  EXPECT_EQ(places.slowest(fresh->since), fresh->connection);
}

TEST_F(LocalPlacesTest, NamesNobodyWhoWaitsForTheHandler) {
  add(Phase::answering);
  EXPECT_EQ(places.slowest(now()), nullptr);
  EXPECT_EQ(places.count(), 1U);
}

TEST_F(LocalPlacesTest, CountsTheMemoryOfAllUntilTheyGo) {
  const auto first = add(Phase::body, 100);
  add(Phase::body, 20);
  EXPECT_EQ(places.held_bytes(), 120U);
  places.hold(first, 50);
  EXPECT_EQ(places.held_bytes(), 70U);
  places.remove(first);
  EXPECT_EQ(places.held_bytes(), 20U);
}

TEST_F(LocalPlacesTest, TellsWhoHoldsMemoryForLongestButTheOneThatAsks) {
  add(Phase::body, 0);
  const auto first = add(Phase::writing, 10);
  const auto second = add(Phase::body, 10);
  EXPECT_EQ(places.slowest_holder(second), first->connection);
  EXPECT_EQ(places.slowest_holder(first), second->connection);
  places.remove(second);
  EXPECT_EQ(places.slowest_holder(first), nullptr);
}

}  // namespace
}  // namespace net
