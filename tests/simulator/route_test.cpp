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

TEST(Route, NamesTheSessionWhoseInteractionsAreListedAndTheQuery) {
  const auto list = "/v1/Services/" + sid("KS") + "/Sessions/" + sid("KC") + "/Interactions";
  const auto target = list + "?PageSize=5&Page=0";
  const auto route = read_route(target);
  ASSERT_EQ(route.state, RouteState::interactions);
  EXPECT_EQ(route.session, sid("KC"));
  EXPECT_EQ(route.session_bits, (SidBits{0x0123456789abcdef, 0xabcdef0123456789}));
  EXPECT_EQ(route.query, "PageSize=5&Page=0");
  EXPECT_EQ(route_state_of(list), RouteState::interactions);
  EXPECT_EQ(route_state_of(list + "/"), RouteState::wrong_interaction);
  EXPECT_EQ(route_state_of("/v1/Services/KS1/Sessions/KC1/Interactions"),
            RouteState::wrong_service);
}

TEST(Route, NamesTheInteractionThatIsFetched) {
  const auto list = "/v1/Services/" + sid("KS") + "/Sessions/" + sid("KC") + "/Interactions/";
  const auto target = list + sid("KI");
  const auto route = read_route(target);
  ASSERT_EQ(route.state, RouteState::interaction);
  EXPECT_EQ(route.interaction_bits, (SidBits{0x0123456789abcdef, 0xabcdef0123456789}));
  EXPECT_EQ(route_state_of(list + "KI1"), RouteState::wrong_interaction);
  EXPECT_EQ(route_state_of(target + "?a=b"), RouteState::unknown);
  EXPECT_EQ(route_state_of(target + "/x"), RouteState::unknown);
}

TEST(Route, SidsAreWrittenAsTheyAreReadButInLowerCase) {
  std::string text = "x";
  append_sid(text, "KS", {0x0123456789abcdef, 0xabcdef0123456789});
  EXPECT_EQ(text, "xKS0123456789abcdefabcdef0123456789");
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
