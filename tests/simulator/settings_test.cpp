// What the command line's words mean: durations, latency models, credentials, faults.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "bench/simulator/account.hpp"
#include "bench/simulator/duration.hpp"
#include "bench/simulator/fault.hpp"
#include "bench/simulator/latency.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_duration("80ms"), 80ms);
  EXPECT_EQ(parse_duration("0.5s"), 500ms);
  EXPECT_EQ(parse_duration("300us"), 300us);
  EXPECT_EQ(parse_duration("2m"), 120s);
  EXPECT_EQ(parse_duration("0"), 0us);
}

TEST(Duration, RefusesWhatHasNoUnitOrNoMeaning) {
  for (const auto* text : {"", "5", "-1s", "s", "5 s", "5h", "1e3s", "nans", "2000m"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Latency, IsExactWithoutJitterOrTail) {
  Random random{1};
  const auto latency = parse_latency("80ms");
  ASSERT_TRUE(latency);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(latency->sample(random), 80ms);
}

TEST(Latency, KeepsItsMedianAndItsCut) {
  constexpr unsigned seed = 7;
  SCOPED_TRACE(seed);
  Random random{seed};
  const auto latency = parse_latency("median=80ms,sigma=0.5,max=150ms");
  ASSERT_TRUE(latency);
  int below_median = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto sample = latency->sample(random);
    EXPECT_LE(sample, 150ms);
    below_median += sample < 80ms;
  }
  EXPECT_NEAR(below_median, 5000, 250);
}

TEST(Latency, RefusesUnknownPartsAndAModelWithoutMedian) {
  for (const auto* text :
       {"", "fast", "sigma=1", "median=80ms,sigma=9", "median=80", "median=1s,x=2s"}) {
    EXPECT_FALSE(parse_latency(text)) << text;
  }
}

Accounts accounts(const std::string& text) {
  std::istringstream lines{text};
  return Accounts::read(lines);
}

TEST(Accounts, AreFoundByTheirBasicCredentials) {
  auto both = accounts("# comment\nfirst user pass\n\nsecond SKx p:w\n");
  ASSERT_NE(both.find("Basic dXNlcjpwYXNz"), nullptr);
  EXPECT_EQ(both.find("Basic dXNlcjpwYXNz")->name, "first");
  EXPECT_EQ(both.find("Basic U0t4OnA6dw==")->name, "second");
  for (const auto* wrong :
       {"", "Basic ", "basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNzz", "dXNlcjpwYXNz"}) {
    EXPECT_EQ(both.find(wrong), nullptr) << wrong;
  }
}

TEST(Accounts, ShareAServiceUnlessItIsNamedForOne) {
  const std::string owned = "KS" + std::string(32, 'a');
  auto both = accounts("first u p " + owned + "\nsecond v p\n");
  const auto* const first = both.find("Basic dTpw");
  const auto* const second = both.find("Basic djpw");
  ASSERT_TRUE(first != nullptr && second != nullptr);
  EXPECT_TRUE(both.may_use(*first, *parse_sid(owned, "KS")));
  EXPECT_FALSE(both.may_use(*second, *parse_sid(owned, "KS")));
  EXPECT_TRUE(both.may_use(*second, SidBits{1, 2}));
}

TEST(Accounts, RefuseBadLinesByNumberWithoutRepeatingThem) {
  for (const std::string bad : {"", "name hush", "na\"me hush p", "n a:hush p", "n u hush KSx",
                                "n u hush\nn v p", "n u hush\nm u hush"}) {
    try {
      accounts(bad);
      ADD_FAILURE() << bad;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("hush")));
    }
  }
}

TEST(Faults, HaveUniqueNamesThatFindThem) {
  std::set<std::string> names;
  for (const auto& fault : all_faults()) {
    EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
    EXPECT_EQ(find_fault(fault.name), &fault);
  }
  EXPECT_EQ(find_fault("reset"), nullptr);
}

TEST(Faults, SayByNameOnWhichSideOfTheSideEffectTheyFall) {
  for (const auto& fault : all_faults()) {
    const bool is_named_after = fault.name.ends_with("-after") || fault.name == "close";
    EXPECT_EQ(fault.processes, is_named_after) << fault.name;
  }
}

}  // namespace
}  // namespace simulator
