#include "dispatcher/face/control_lanes.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

class ControlLanes : public ControlServer {
 protected:
  static std::string hold_of(const std::string& service) {
    return "/v1/services/" + service + "/hold";
  }
};

TEST_F(ControlLanes, AreHeldWithAReasonAndReleased) {
  serve();
  EXPECT_EQ(ask("PUT", hold_of(service_a), "campaign \"x\" stopped").body,
            "{\"service\":\"" + service_a +
                "\",\"held\":true,\"reason\":\"campaign \\\"x\\\" stopped\"}\n");
  EXPECT_EQ(ask("DELETE", hold_of(service_a)).body,
            "{\"service\":\"" + service_a + "\",\"held\":false}\n");
}

TEST_F(ControlLanes, AreHeldWithoutAReasonToo) {
  serve();
  EXPECT_THAT(ask("PUT", hold_of(service_a)).body, HasSubstr("held by an operator"));
}

TEST_F(ControlLanes, AreTheSameInEitherCaseOfTheirDigits) {
  serve();
  EXPECT_THAT(ask("PUT", hold_of("KS" + std::string(32, 'A'))).body, HasSubstr(service_a));
}

TEST_F(ControlLanes, AreNamedByAServiceOnly) {
  serve();
  for (const auto* name : {"KS0", "KC00000000000000000000000000000000"}) {
    EXPECT_EQ(ask("PUT", hold_of(name)).status, http_status::bad_request);
    EXPECT_EQ(ask("DELETE", hold_of(name)).status, http_status::bad_request);
  }
}

TEST_F(ControlLanes, AreNotHeldByASpoolThatEnds) {
  daemon_.open_spool = nullptr;
  serve();
  EXPECT_THAT(ask("PUT", hold_of(service_a)).body, HasSubstr("\"reason\":\"draining\""));
}

TEST_F(ControlLanes, AreNotHeldWhenTheSpoolFails) {
  RefusingSpool failed(queue::errc::io_failed, false);
  daemon_.open_spool = &failed;
  serve();
  EXPECT_THAT(ask("PUT", hold_of(service_a)).body, HasSubstr("\"reason\":\"failed\""));
}

TEST_F(ControlLanes, OfAnAccountAreHeldTogether) {
  ScriptedSpool scripted;
  daemon_.open_spool = &scripted;
  serve();
  EXPECT_EQ(ask("PUT", "/v1/accounts/main/hold", "credentials leaked").body,
            "{\"account\":\"main\",\"held\":true,\"reason\":\"credentials leaked\"}\n");
  EXPECT_EQ(ask("DELETE", "/v1/accounts/main/hold").body,
            "{\"account\":\"main\",\"held\":false}\n");
  ASSERT_EQ(scripted.holds.size(), 2U);
  EXPECT_EQ(scripted.holds[0].group, "account:main");
  EXPECT_EQ(scripted.holds[0].note, "credentials leaked");
  EXPECT_EQ(scripted.holds[1].note, "");
}

TEST_F(ControlLanes, OfAnAccountThatIsNotThereAreNotFound) {
  ScriptedSpool scripted;
  daemon_.open_spool = &scripted;
  serve();
  EXPECT_EQ(ask("PUT", "/v1/accounts/other/hold").status, http_status::not_found);
  EXPECT_EQ(ask("DELETE", "/v1/accounts/other/hold").status, http_status::not_found);
  EXPECT_EQ(ask("PUT", "/v1/accounts/main/hold", "a\nb").status, http_status::bad_request);
  EXPECT_EQ(scripted.holds.size(), 0U);
}

TEST(HoldReason, IsOneLineThatATerminalMayShow) {
  EXPECT_EQ(hold_reason_complaint(""), "");
  EXPECT_EQ(hold_reason_complaint("stopped, h\xc3\xb6her"), "");
  EXPECT_EQ(hold_reason_complaint(std::string(200, 'x')), "");
  EXPECT_THAT(hold_reason_complaint(std::string(201, 'x')), HasSubstr("200 bytes"));
  EXPECT_THAT(hold_reason_complaint("\xff"), HasSubstr("UTF-8"));
  for (const auto* reason : {"a\nb", "a\r", "a\tb", "\x1b[2J"}) {
    EXPECT_THAT(hold_reason_complaint(reason), HasSubstr("one line")) << reason;
  }
}

}  // namespace
}  // namespace dispatcher
