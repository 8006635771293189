#include "bench/simulator/foreign_rows.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace simulator {
namespace {

using namespace std::chrono_literals;

const std::string foreign_kp = "KP" + std::string(32, '1');
constexpr SidBits foreign_bits{0x1111111111111111, 0x1111111111111111};

ForeignRows foreign_of(const std::string& lines) {
  std::istringstream stream{lines};
  return ForeignRows::read(stream);
}

std::string foreign_rule(const std::string& more) {
  return R"({"participant":")" + foreign_kp + "\"" + more + "}\n";
}

TEST(ForeignRows, SayWhatStandsInTheList) {
  auto foreign = foreign_of(
      foreign_rule(R"(,"offset":"-3m")") +
      foreign_rule(R"(,"offset":"1s","data":"x","type":"voice","inbound":true,"times":2)"));
  const auto rows = foreign.strike(foreign_bits);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]->offset, -3min);
  EXPECT_TRUE(rows[0]->body.empty() && rows[0]->data.empty());
  EXPECT_FALSE(rows[0]->is_voice || rows[0]->is_inbound);
  EXPECT_EQ(rows[1]->offset, 1s);
  EXPECT_EQ(rows[1]->data, "x");
  EXPECT_TRUE(rows[1]->is_voice && rows[1]->is_inbound);
}

TEST(ForeignRows, ComeAsOftenAsTheirLineSaysAndOnlyToItsParticipant) {
  auto foreign = foreign_of(foreign_rule("") + foreign_rule(R"(,"times":2)"));
  EXPECT_TRUE(foreign.strike({1, 2}).empty());
  EXPECT_EQ(foreign.strike(foreign_bits).size(), 2U);
  EXPECT_EQ(foreign.strike(foreign_bits).size(), 1U);
  EXPECT_TRUE(foreign.strike(foreign_bits).empty());
}

TEST(ForeignRows, AreNoneUnlessAskedFor) {
  EXPECT_TRUE(foreign_of("").empty());
  EXPECT_FALSE(foreign_of(foreign_rule("")).empty());
}

TEST(ForeignRows, AreRefusedWhenALineIsNotUnderstood) {
  for (const auto& bad :
       {std::string{"{}"}, std::string{R"({"participant":"KP1"})"},
        foreign_rule(R"(,"offset":"1")"), foreign_rule(R"(,"type":"fax")"),
        foreign_rule(R"(,"inbound":1)"), foreign_rule(R"(,"times":0)"),
        foreign_rule(R"(,"body":"a","data":"b")"), foreign_rule(R"(,"on":"post")")}) {
    EXPECT_THROW(foreign_of(bad), std::runtime_error) << bad;
  }
}

}  // namespace
}  // namespace simulator
