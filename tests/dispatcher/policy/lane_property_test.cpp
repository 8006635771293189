// The order of a lane, whatever happens to it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "dispatcher/policy/lane.hpp"

namespace dispatcher {
namespace {

/// Random arrivals, settlements, give-backs, deferrals and withdrawals over few participants:
/// whatever happens, each participant's messages end in the order in which they came, and all end.
TEST(LaneProperty, KeepsTheOrderOfEveryParticipantWhateverHappens) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto chance = [&random](int percent) {
    return std::uniform_int_distribution<>(0, 99)(random) < percent;
  };

  Lane lane;
  std::map<std::uint64_t, OrderKey> key_of;
  std::vector<Chain*> taken;
  std::vector<std::uint64_t> deferred;
  std::map<std::uint8_t, std::vector<std::uint64_t>> ended;
  std::set<std::uint64_t> withdrawn;
  std::uint64_t read_until = 0;
  constexpr std::uint64_t messages_count = 5'000;

  const auto arrive = [&](std::uint64_t sequence, bool from_due) {
    return lane.arrive({key_of.at(sequence),
                        Priority::normal,
                        {WallTime{}, sequence},
                        static_cast<Handle>(sequence),
                        from_due});
  };
  const auto take_one_of = [&](auto& from) {
    const auto at = std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random);
    const auto one = from[at];
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(at));
    return one;
  };

  using Where = Lane::Found::Where;
  std::size_t ended_count = 0;
  while (ended_count < messages_count) {
    if (read_until < messages_count && chance(40)) {
      key_of[++read_until] = OrderKey{static_cast<std::uint8_t>(random() % 7)};
      arrive(read_until, false);
    }
    if (lane.ready(Priority::normal) && chance(60)) taken.push_back(lane.take(Priority::normal));
    for (const auto sequence : lane.take_rereads(Priority::normal)) {
      if (withdrawn.contains(sequence)) continue;  // the spool hands it out no more
      ASSERT_EQ(arrive(sequence, false), Lane::Placement::loaded);
    }
    if (!taken.empty() && chance(60)) {
      Chain* chain = take_one_of(taken);
      const auto sequence = chain->head.position.sequence;
      if (chance(20)) {
        lane.give_back(chain);
      } else if (chance(20)) {
        std::vector<Handle> evicted;
        lane.block(chain, evicted);
        deferred.push_back(sequence);
      } else {
        ended[key_of[sequence][0]].push_back(sequence);
        ++ended_count;
        lane.finish(chain);
      }
    }
    if (read_until > 0 && chance(10)) {
      const std::uint64_t sequence = 1 + random() % read_until;
      const auto found = lane.withdraw(key_of[sequence], Priority::normal, sequence);
      if (found.where != Where::absent && found.where != Where::taken) {
        EXPECT_TRUE(withdrawn.insert(sequence).second);
        std::erase(deferred, sequence);
        ++ended_count;
      }
    }
    if (!deferred.empty() && chance(30)) arrive(take_one_of(deferred), true);
  }
  for (const auto& [participant, sequences] : ended) {
    EXPECT_TRUE(std::ranges::is_sorted(sequences)) << "participant " << int{participant};
  }
  EXPECT_TRUE(lane.idle());
  EXPECT_EQ(lane.parked_count(), 0U);
}

}  // namespace
}  // namespace dispatcher
