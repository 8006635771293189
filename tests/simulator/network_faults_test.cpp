#include "bench/simulator/network_faults.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace simulator {
namespace {

using namespace std::chrono_literals;

constexpr int draws_count = 100'000;

TEST(NetworkFaults, StrikeAsManyConnectsAsTheyWereTold) {
  NetworkFaults faults{{.refuse_connects = 0.02, .cut_handshakes = 0.03, .seed = 7}};
  std::map<ConnectFate, int> count_of;
  for (int i = 0; i < draws_count; ++i) ++count_of[faults.draw_connect()];
  EXPECT_NEAR(count_of[ConnectFate::refused], 0.02 * draws_count, 0.002 * draws_count);
  EXPECT_NEAR(count_of[ConnectFate::handshake_cut], 0.03 * draws_count, 0.002 * draws_count);
}

TEST(NetworkFaults, CloseAsManyUnusedConnectionsAsTheyWereToldAfterTheDelay) {
  NetworkFaults faults{{.idle_close = {.probability = 0.05, .delay = 20ms}, .seed = 7}};
  int closed_count = 0;
  for (int i = 0; i < draws_count; ++i) {
    const auto delay = faults.draw_idle_close();
    if (!delay) continue;
    EXPECT_EQ(*delay, 20ms);
    ++closed_count;
  }
  EXPECT_NEAR(closed_count, 0.05 * draws_count, 0.005 * draws_count);
}

TEST(NetworkFaults, AreNoneUnlessAskedFor) {
  NetworkFaults faults{{}};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(faults.draw_connect(), ConnectFate::served);
    EXPECT_FALSE(faults.draw_idle_close());
  }
}

TEST(NetworkFaults, AreTheSameForTheSameSeedAndOthersForAnother) {
  const auto fates = [](std::uint64_t seed) {
    NetworkFaults faults{{.refuse_connects = 0.5, .seed = seed}};
    std::vector<ConnectFate> drawn;
    for (int i = 0; i < 100; ++i) drawn.push_back(faults.draw_connect());
    return drawn;
  };
  EXPECT_EQ(fates(1), fates(1));
  EXPECT_NE(fates(1), fates(2));
}

TEST(IdleClose, IsReadWithItsProbabilityAndDelay) {
  const auto parsed = parse_idle_close("0.05,20ms");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->probability, 0.05);
  EXPECT_EQ(parsed->delay, 20ms);
}

TEST(IdleClose, IsRefusedWhenAPartIsMissingOrImpossible) {
  for (const auto* text : {"", "0.05", "0.05,", ",20ms", "1.5,20ms", "x,20ms", "0.05,20", "0.1;2s"})
    EXPECT_FALSE(parse_idle_close(text)) << text;
}

TEST(Probability, IsANumberFromZeroToOneAndNothingBehindIt) {
  EXPECT_EQ(parse_probability("0"), 0.0);
  EXPECT_EQ(parse_probability("1"), 1.0);
  EXPECT_EQ(parse_probability("0.25"), 0.25);
  for (const auto* text : {"", "-0.1", "1.1", "nan", "0.5x", "half"}) {
    EXPECT_FALSE(parse_probability(text)) << text;
  }
}

}  // namespace
}  // namespace simulator
