// What goes wrong on purpose, without a socket.

#include "tests/simulator/provider_fixture.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST_F(ProviderTest, PlaysEveryFaultOnItsSideOfTheSideEffect) {
  for (const auto& fault : all_faults()) {
    start({.stall = 7s}, R"({"request":1,"fault":")" + fault.name + R"("})");
    const int status = status_of(good);
    EXPECT_EQ(provider_->counters().processed, fault.processes ? 1u : 0u) << fault.name;
    EXPECT_EQ(provider_->counters().faults.at(fault.name), 1u);
    EXPECT_EQ(status, answer.empty() ? 0 : fault.status == 0 ? 201 : fault.status) << fault.name;
    EXPECT_EQ(plans.back().delay, fault.deed == Deed::stall ? 7s : 0s) << fault.name;
    EXPECT_EQ(plans.back().ending == Plan::Ending::reset, fault.deed == Deed::reset) << fault.name;
    plans.clear();
  }
}

TEST_F(ProviderTest, CutsAnswersShortWhereTheFaultSays) {
  start(
      {},
      "{\"request\":1,\"fault\":\"cut-head-after\"}\n{\"request\":2,\"fault\":\"cut-body-after\"}");
  status_of(good);
  EXPECT_EQ(answer.find("\r\n\r\n"), std::string::npos);
  EXPECT_EQ(plans.back().ending, Plan::Ending::close);
  status_of(good);
  const auto body_at = answer.find("\r\n\r\n") + 4;
  const auto length = std::stoul(answer.substr(answer.find("Content-Length: ") + 16));
  EXPECT_EQ(answer.size() - body_at, length / 2);
  EXPECT_EQ(plans.back().ending, Plan::Ending::close);
}

TEST_F(ProviderTest, PlaysChanceFaultsAsOftenAsTheyAreLikelyAndTheSameWayForTheSameSeed) {
  constexpr std::uint64_t seed = 42;
  SCOPED_TRACE(seed);
  const auto played = [&] {
    start({.window = {.requests_max = 0},
           .in_flight_max = 0,
           .fault_chances = {{find_fault("429"), 0.2}, {find_fault("reset-after"), 0.1}},
           .seed = seed});
    std::string story;
    for (int i = 0; i < 2000; ++i) story.push_back(static_cast<char>('0' + status_of(good) / 100));
    plans.clear();
    return story;
  };
  const auto story = played();
  EXPECT_EQ(played(), story);
  EXPECT_NEAR(static_cast<double>(provider_->counters().faults.at("429")), 400, 60);
  EXPECT_NEAR(static_cast<double>(provider_->counters().faults.at("reset-after")), 200, 45);
}

}  // namespace
}  // namespace simulator
