#include "bench/simulator/foreign_rows.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace simulator {
namespace {

using namespace std::chrono_literals;

const std::string kp = "KP" + std::string(32, '1');
constexpr SidBits bits{0x1111111111111111, 0x1111111111111111};

ForeignRows foreign_of(const std::string& lines) {
  std::istringstream stream{lines};
  return ForeignRows::read(stream);
}

std::string rule(const std::string& more) {
  return R"({"participant":")" + kp + "\"" + more + "}\n";
}

TEST(ForeignRows, SayWhatStandsInTheList) {
  auto foreign =
      foreign_of(rule(R"(,"offset":"-3m")") +
                 rule(R"(,"offset":"1s","data":"x","type":"voice","inbound":true,"times":2)"));
  const auto rows = foreign.strike(bits);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]->offset, -3min);
  EXPECT_TRUE(rows[0]->body.empty() && rows[0]->data.empty());
  EXPECT_FALSE(rows[0]->is_voice || rows[0]->is_inbound);
  EXPECT_EQ(rows[1]->offset, 1s);
  EXPECT_EQ(rows[1]->data, "x");
  EXPECT_TRUE(rows[1]->is_voice && rows[1]->is_inbound);
}

TEST(ForeignRows, ComeAsOftenAsTheirLineSaysAndOnlyToItsParticipant) {
  auto foreign = foreign_of(rule("") + rule(R"(,"times":2)"));
  EXPECT_TRUE(foreign.strike({1, 2}).empty());
  EXPECT_EQ(foreign.strike(bits).size(), 2U);
  EXPECT_EQ(foreign.strike(bits).size(), 1U);
  EXPECT_TRUE(foreign.strike(bits).empty());
}

TEST(ForeignRows, AreNoneUnlessAskedFor) {
  EXPECT_TRUE(foreign_of("").empty());
  EXPECT_FALSE(foreign_of(rule("")).empty());
}

TEST(ForeignRows, AreRefusedWhenALineIsNotUnderstood) {
  for (const auto& bad :
       {std::string{"{}"}, std::string{R"({"participant":"KP1"})"}, rule(R"(,"offset":"1")"),
        rule(R"(,"type":"fax")"), rule(R"(,"inbound":1)"), rule(R"(,"times":0)"),
        rule(R"(,"body":"a","data":"b")"), rule(R"(,"on":"post")")}) {
    EXPECT_THROW(foreign_of(bad), std::runtime_error) << bad;
  }
}

}  // namespace
}  // namespace simulator
