#include "dispatcher/face/control_deadlines.hpp"

#include <future>

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

/// A lane that sends one message in ten seconds.
class ControlDeadlines : public ControlServer {
 protected:
  ControlDeadlines() {
    LaneView view;
    view.service = service_a;
    view.limit = {1, 1, std::chrono::seconds{10}};
    daemon_.views = {view};
    daemon_.on_infeasible = [this](const std::string& service, std::uint64_t count) {
      told_.set_value({service, count});
    };
  }
  ~ControlDeadlines() override = default;

  std::string line_in_time(const std::string& id, const std::string& expires_at, int participant) {
    auto text = line(id, "text " + id);
    text.replace(text.rfind("}"), 1, ",\"expires_at\":\"" + expires_at + "\"}");
    const auto at = text.find("\"KP") + 3;
    return text.replace(at + 31, 1, std::to_string(participant));
  }
  std::string soon() const {
    std::string text;
    append_rfc3339(text, runtime_.wall_now() + std::chrono::seconds{9});
    return text;
  }
  std::pair<std::string, std::uint64_t> told() { return told_.get_future().get(); }

  std::promise<std::pair<std::string, std::uint64_t>> told_;
};

TEST_F(ControlDeadlines, TellWhatCannotBeSentInTime) {
  const auto when = soon();
  serve();
  const auto response =
      ask("POST", "/v1/messages",
          line_in_time("a", when, 1) + line_in_time("b", when, 2) + line_in_time("c", when, 3));
  EXPECT_THAT(response.body, HasSubstr("\"accepted\":3"));
  EXPECT_EQ(told(), std::pair(service_a, std::uint64_t{2}));
  EXPECT_THAT(ask("GET", "/v1/messages/c").body, HasSubstr("\"state\":\"waiting\""));
}

TEST_F(ControlDeadlines, EndWhatCannotBeSentWhereThatIsWanted) {
  const auto when = soon();
  serve({"*"}, true);
  ask("POST", "/v1/messages", line_in_time("a", when, 1) + line_in_time("b", when, 2));
  EXPECT_EQ(told(), std::pair(service_a, std::uint64_t{1}));
  std::string body;
  for (int tries = 0; tries < 10'000 && body.find("settled") == body.npos; ++tries) {
    body = ask("GET", "/v1/messages/b").body;
  }
  EXPECT_THAT(body, HasSubstr("\"state\":\"settled\""));
  EXPECT_THAT(ask("GET", "/v1/messages/a").body, HasSubstr("\"state\":\"waiting\""));
}

}  // namespace
}  // namespace dispatcher
