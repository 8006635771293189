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

/// Random arrivals, settlements, give-backs, deferrals and withdrawals over few participants.
class LaneUnderFire {
 public:
  using Where = Lane::Found::Where;

  explicit LaneUnderFire(unsigned seed) : random_(seed) {}

  void run(std::uint64_t messages_count) {
    while (ended_count_ < messages_count) {
      if (read_until_ < messages_count && chance(40)) read();
      if (lane_.ready(Priority::normal) && chance(60)) {
        taken_.push_back(lane_.take(Priority::normal));
      }
      reread();
      if (!taken_.empty() && chance(60)) end_attempt();
      if (read_until_ > 0 && chance(10)) withdraw();
      if (!deferred_.empty() && chance(30)) arrive(take_one_of(deferred_), true);
    }
  }

  const Lane& lane() const { return lane_; }
  /// Sequences in the order in which they ended, by participant; without withdrawn ones.
  const std::map<std::uint8_t, std::vector<std::uint64_t>>& ended() const { return ended_; }

 private:
  bool chance(int percent) { return std::uniform_int_distribution<>(0, 99)(random_) < percent; }

  template <class From>
  typename From::value_type take_one_of(From& from) {
    const auto at = std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random_);
    const auto one = from[at];
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(at));
    return one;
  }

  Lane::Placement arrive(std::uint64_t sequence, bool from_due) {
    return lane_.arrive({key_of_.at(sequence),
                         Priority::normal,
                         {WallTime{}, sequence},
                         static_cast<Handle>(sequence),
                         from_due});
  }

  void read() {
    key_of_[++read_until_] = OrderKey{static_cast<std::uint8_t>(random_() % 7)};
    arrive(read_until_, false);
  }

  void reread() {
    for (const auto sequence : lane_.take_rereads(Priority::normal)) {
      if (withdrawn_.contains(sequence)) continue;  // the spool hands it out no more
      ASSERT_EQ(arrive(sequence, false), Lane::Placement::loaded);
    }
  }

  void end_attempt() {
    Chain* chain = take_one_of(taken_);
    const auto sequence = chain->head.position.sequence;
    if (chance(20)) {
      lane_.give_back(chain);
    } else if (chance(20)) {
      std::vector<Handle> evicted;
      lane_.block(chain, evicted);
      deferred_.push_back(sequence);
    } else {
      ended_[key_of_[sequence][0]].push_back(sequence);
      ++ended_count_;
      lane_.finish(chain);
    }
  }

  void withdraw() {
    const std::uint64_t sequence = 1 + random_() % read_until_;
    const auto found = lane_.withdraw(key_of_[sequence], Priority::normal, sequence);
    if (found.where == Where::absent || found.where == Where::taken) return;
    EXPECT_TRUE(withdrawn_.insert(sequence).second);
    std::erase(deferred_, sequence);
    ++ended_count_;
  }

  std::mt19937 random_;
  ChainPool chains_;
  Lane lane_{chains_};
  std::map<std::uint64_t, OrderKey> key_of_;
  std::vector<Chain*> taken_;
  std::vector<std::uint64_t> deferred_;
  std::map<std::uint8_t, std::vector<std::uint64_t>> ended_;
  std::set<std::uint64_t> withdrawn_;
  std::uint64_t read_until_ = 0;
  std::uint64_t ended_count_ = 0;
};

TEST(LaneProperty, KeepsTheOrderOfEveryParticipantWhateverHappens) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  LaneUnderFire fire(seed);
  fire.run(5'000);
  for (const auto& [participant, sequences] : fire.ended()) {
    EXPECT_TRUE(std::ranges::is_sorted(sequences)) << "participant " << int{participant};
  }
  EXPECT_TRUE(fire.lane().idle());
  EXPECT_EQ(fire.lane().parked_count(), 0U);
}

}  // namespace
}  // namespace dispatcher
