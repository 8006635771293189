#include "dispatcher/policy/blast_radius.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

class BlastRadiusTest : public testing::Test {
 protected:
  bool answered(int status, std::uint8_t participant = 1) {
    return blast.answered(status, OrderKey{participant}, now);
  }
  /// The last of the answers.
  bool not_found_to(std::initializer_list<std::uint8_t> participants) {
    bool at_fault = false;
    for (const std::uint8_t participant : participants) at_fault = answered(404, participant);
    return at_fault;
  }

  BlastRadius blast;
  TimePoint now{1h};
};

TEST_F(BlastRadiusTest, IsTheLanesWhenFiveInARowToThreeParticipantsAreNotFound) {
  EXPECT_FALSE(not_found_to({1, 2, 3, 1}));
  EXPECT_TRUE(not_found_to({2}));
  EXPECT_TRUE(not_found_to({2}));
}

TEST_F(BlastRadiusTest, IsTheParticipantsWhenTheyAreTwo) {
  EXPECT_FALSE(not_found_to({1, 2, 1, 2, 1, 2, 1, 2, 1, 2}));
}

TEST_F(BlastRadiusTest, IsTheMessagesWhenAnotherWasFoundMeanwhile) {
  not_found_to({1, 2, 3, 4});
  EXPECT_FALSE(answered(201));
  EXPECT_FALSE(not_found_to({5, 6, 7, 8}));
  EXPECT_TRUE(not_found_to({9}));
}

TEST_F(BlastRadiusTest, ForgetsWhatWasNotFoundAfterFiveMinutes) {
  not_found_to({1, 2, 3, 4});
  now += 5min;
  EXPECT_FALSE(not_found_to({5}));
}

TEST_F(BlastRadiusTest, IsTheLanesWhenHalfOfTwentyAreBadRequests) {
  for (int i = 0; i < 9; ++i) {
    EXPECT_FALSE(answered(400));
    EXPECT_FALSE(answered(201));
  }
  EXPECT_FALSE(answered(201));
  EXPECT_TRUE(answered(400));
}

TEST_F(BlastRadiusTest, IsTheMessagesWhenFewerAreBadRequests) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(answered(400));
    EXPECT_FALSE(answered(201));
    EXPECT_FALSE(answered(201));
  }
}

TEST_F(BlastRadiusTest, ForgetsBadRequestsAfterAMinute) {
  for (int i = 0; i < 19; ++i) EXPECT_FALSE(answered(400));
  now += 60s;
  EXPECT_FALSE(answered(400));
}

TEST_F(BlastRadiusTest, BeginsAnewWhenTheLaneWorks) {
  not_found_to({1, 2, 3, 4, 5});
  blast.clear();
  EXPECT_FALSE(not_found_to({1, 2, 3, 4}));
}

}  // namespace
}  // namespace dispatcher
