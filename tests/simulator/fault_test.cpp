#include "bench/simulator/fault.hpp"

#include <gtest/gtest.h>

#include <set>

namespace simulator {
namespace {

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
