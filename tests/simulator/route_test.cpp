#include "bench/simulator/route.hpp"

#include <gtest/gtest.h>

#include <string>

namespace simulator {
namespace {

std::string sid(const std::string& prefix) { return prefix + "0123456789abcdefABCDEF0123456789"; }

std::string path(const std::string& service, const std::string& session,
                 const std::string& participant) {
  return "/v1/Services/" + service + "/Sessions/" + session + "/Participants/" + participant +
         "/MessageInteractions";
}

RouteState route_state_of(const std::string& target) { return read_route(target).state; }

TEST(Route, NamesTheThreeParentsOfAMessage) {
  const auto target = path(sid("KS"), sid("KC"), sid("KP"));
  const auto route = read_route(target);
  ASSERT_EQ(route.state, RouteState::message_interactions);
  EXPECT_EQ(route.service, sid("KS"));
  EXPECT_EQ(route.session, sid("KC"));
  EXPECT_EQ(route.participant, sid("KP"));
  EXPECT_EQ(route.service_bits, (SidBits{0x0123456789abcdef, 0xabcdef0123456789}));
}

TEST(Route, TellsWhichSidIsWrongTheOutermostFirst) {
  const auto good = sid("KS");
  for (const auto& bad :
       {sid("KC"), good.substr(1), good + "0", "KS" + std::string(32, 'g'), std::string{}}) {
    EXPECT_EQ(route_state_of(path(bad, sid("KC"), sid("KP"))), RouteState::wrong_service) << bad;
  }
  EXPECT_EQ(route_state_of(path(good, sid("KS"), "KP")), RouteState::wrong_session);
  EXPECT_EQ(route_state_of(path(good, sid("KC"), "KP1")), RouteState::wrong_participant);
}

TEST(Route, KnowsNoOtherPath) {
  const auto target = path(sid("KS"), sid("KC"), sid("KP"));
  for (const auto& other : {std::string{"/"}, std::string{}, target + "/", target + "?a=b",
                            target + ".json", target.substr(3), "/v1/Services/" + sid("KS")}) {
    EXPECT_EQ(route_state_of(other), RouteState::unknown) << other;
  }
}

}  // namespace
}  // namespace simulator
