#include "bench/simulator/interaction_json.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace simulator {
namespace {

const std::string shown_text = "tab\t bell\x07 \"quoted\" back\\slash\r\nline é😀";
const Interaction shown_interaction{.service = "KS1",
                                    .session = "KC1",
                                    .participant = "KP1",
                                    .ki = "KI1",
                                    .sm = "SM1",
                                    .text = shown_text};

class InteractionJsonTest : public testing::Test {
 protected:
  void list(const Peculiarity& peculiarity) {
    std::string out;
    append_listed(out, shown_interaction, peculiarity, "2026-10-31T10:00:00");
    fields = parser_.parse(out).get_object().value();
  }
  void create() {
    std::string out;
    append_created(out, shown_interaction, "2026-10-31T10:00:00");
    fields = parser_.parse(out).get_object().value();
  }
  std::string field(const char* name) { return std::string{fields[name].get_string().value()}; }
  std::string body_within_data() {
    simdjson::dom::parser inner;
    return std::string{inner.parse(field("data"))["body"].get_string().value()};
  }

  simdjson::dom::object fields;

 private:
  simdjson::dom::parser parser_;
};

TEST_F(InteractionJsonTest, ShowsTheTextWithinJsonWithinJson) {
  create();
  EXPECT_EQ(body_within_data(), shown_text);
  list({});
  EXPECT_EQ(body_within_data(), shown_text);
}

TEST_F(InteractionJsonTest, CallsARowByTheResourceItIsReadFrom) {
  const std::string session_url = "https://proxy.twilio.com/v1/Services/KS1/Sessions/KC1";
  create();
  EXPECT_EQ(field("url"), session_url + "/Participants/KP1/MessageInteractions/KI1");
  EXPECT_EQ(field("participant_sid"), "KP1");
  list({});
  EXPECT_EQ(field("url"), session_url + "/Interactions/KI1");
  EXPECT_FALSE(fields["participant_sid"].error() == simdjson::SUCCESS);
}

TEST_F(InteractionJsonTest, ShowsDataThatIsNoJsonAsItIs) {
  list({.is_data = true});
  EXPECT_EQ(field("data"), shown_text);
}

TEST_F(InteractionJsonTest, ShowsWhoseMessageItWasAndThatItWasACall) {
  list({.is_voice = true, .inbound_participant = "KP2"});
  EXPECT_EQ(field("type"), "voice");
  EXPECT_EQ(field("outbound_resource_type"), "Call");
  EXPECT_EQ(field("inbound_participant_sid"), "KP2");
  EXPECT_EQ(field("inbound_resource_type"), "Call");
  EXPECT_EQ(field("outbound_participant_sid"), "KP1");
  list({});
  EXPECT_EQ(field("type"), "message");
  EXPECT_TRUE(fields["inbound_participant_sid"].is_null());
}

}  // namespace
}  // namespace simulator
