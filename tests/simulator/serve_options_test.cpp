#include "bench/simulator/serve_options.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace simulator {
namespace {

using namespace std::chrono_literals;

ServeOptions parsed(const std::string& arguments) {
  CLI::App app;
  ServeOptions options;
  add_serve_options(app, options);
  app.parse("--credentials-file none " + arguments);
  return options;
}

TEST(ServeOptions, AreTheProvidersPublishedLimitsUnlessToldOtherwise) {
  const auto provider = provider_options(parsed(""));
  EXPECT_EQ(provider.window.requests_max, 150u);
  EXPECT_EQ(provider.window.length, 5s);
  EXPECT_TRUE(provider.fault_chances.empty());
  EXPECT_EQ(server_options(parsed("")).faults.idle_close.probability, 0);
}

TEST(ServeOptions, SayWhenALimitChanges) {
  const auto changes =
      provider_options(parsed("--change 60s,in-flight-max=20 --change 75s,rate=12")).limit_changes;
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].after, 60s);
  EXPECT_EQ(changes[0].in_flight_max, 20u);
  EXPECT_FALSE(changes[0].requests_max);
  EXPECT_EQ(changes[1].requests_max, 60u);
}

TEST(ServeOptions, NameFaultsOfAnswers) {
  const auto provider = provider_options(parsed("--fault 429=0.2 --fault close=0.1 --seed 5"));
  ASSERT_EQ(provider.fault_chances.size(), 2u);
  EXPECT_EQ(provider.fault_chances[0].fault, find_fault("429"));
  EXPECT_EQ(provider.fault_chances[0].probability, 0.2);
  EXPECT_EQ(provider.seed, 5u);
}

TEST(ServeOptions, NameFaultsOfTheNetworkWithTheSameSeed) {
  const auto faults =
      server_options(parsed("--refuse-connects 0.02 --cut-handshakes 0.03 --close-idle 0.05,20ms "
                            "--seed 5"))
          .faults;
  EXPECT_EQ(faults.refuse_connects, 0.02);
  EXPECT_EQ(faults.cut_handshakes, 0.03);
  EXPECT_EQ(faults.idle_close.probability, 0.05);
  EXPECT_EQ(faults.idle_close.delay, 20ms);
  EXPECT_EQ(faults.seed, 5u);
}

TEST(ServeOptions, SayWhatCanBeReadAgain) {
  const auto reads =
      provider_options(parsed("--rows-max 7 --visible-after 2s..8s --row-clock=-60s --read-rate 10 "
                              "--list-fault 500-html-before=0.2 --list-fault 429=0.1"))
          .reads;
  EXPECT_EQ(reads.rows_max, 7u);
  EXPECT_EQ(reads.visible_after.max, 8s);
  EXPECT_EQ(reads.row_clock, -60s);
  EXPECT_EQ(reads.window.requests_max, 50u);
  ASSERT_EQ(reads.fault_chances.size(), 2u);
  EXPECT_EQ(reads.fault_chances[1].fault, find_fault("429"));
}

TEST(ServeOptions, KeepRowsWhenToldOrWhenNothingElseMakesSense) {
  EXPECT_FALSE(provider_options(parsed("--read-rate 10")).reads.keep_rows);
  for (const auto* option : {"--keep-rows", "--rows-max 5", "--visible-after 0", "--row-clock 1s",
                             "--list-fault 429=0.1", "--foreign file"}) {
    EXPECT_TRUE(provider_options(parsed(option)).reads.keep_rows) << option;
  }
}

TEST(ServeOptions, AreRefusedWhenTheyCannotBeKept) {
  for (const auto* bad : {"--refuse-connects 1.1", "--cut-handshakes -1", "--close-idle 0.05",
                          "--close-idle 20ms,0.05", "--refuse-connects 0.6 --cut-handshakes 0.6"}) {
    EXPECT_THROW(server_options(parsed(bad)), CLI::ParseError) << bad;
  }
  for (const auto* bad : {"--fault none=0.1", "--fault 429=0.6 --fault 404=0.6", "--latency fast",
                          "--window 5", "--rate 1e9", "--change 5s", "--change 5,rate=1",
                          "--change 5s,rate=", "--change 5s,speed=1", "--change 5s,rate=-1",
                          "--change 5s,rate=1 --change 4s,rate=2", "--read-rate 1e9",
                          "--visible-after 8s..2s", "--row-clock 5", "--list-fault none=0.1",
                          "--list-fault 429=0.6 --list-fault 404=0.6", "--rows-max 0"}) {
    EXPECT_THROW(provider_options(parsed(bad)), CLI::ParseError) << bad;
  }
}

}  // namespace
}  // namespace simulator
