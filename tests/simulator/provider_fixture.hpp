#pragma once
// The provider without a socket: requests in, answers and plans out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "bench/simulator/provider.hpp"

namespace simulator {

inline const std::string provider_service = "KS" + std::string(32, 'a');
inline const std::string provider_session = "KC" + std::string(32, 'b');
inline const std::string provider_participant = "KP" + std::string(32, 'c');

inline std::string path_of(const std::string& of_service) {
  return "/v1/Services/" + of_service + "/Sessions/" + provider_session + "/Participants/" +
         provider_participant + "/MessageInteractions";
}

class ProviderTest : public testing::Test {
 protected:
  void start(ProviderOptions options, const std::string& script = "",
             const std::string& foreign = "") {
    std::istringstream credentials{"first u p\nsecond v p KS" + std::string(32, '2') + "\n"};
    std::istringstream lines{script};
    std::istringstream foreign_lines{foreign};
    provider_.emplace(std::move(options), Accounts::read(credentials), Script::read(lines), nullptr,
                      ForeignRows::read(foreign_lines));
  }

  /// Hands in one request; its answer is in `answer`, its plan stays open until finished.
  Plan handle(const Request& request) {
    return provider_->handle(request, {.connection = 1, .request = 1}, now, answer);
  }

  int status_of(const Request& request) {
    plans.push_back(handle(request));
    return answer.empty() ? 0 : std::stoi(answer.substr(9, 3));
  }

  simdjson::dom::object body() {
    const auto text = answer.substr(answer.find("\r\n\r\n") + 4);
    EXPECT_THAT(answer,
                testing::HasSubstr("\r\nContent-Length: " + std::to_string(text.size()) + "\r\n"));
    return parser_.parse(text).get_object().value();
  }

  std::int64_t code() { return body()["code"].get_int64().value(); }

  void finish_all() {
    for (const auto& plan : plans) provider_->finished(plan, now.steady);
    plans.clear();
  }

  const std::string path = path_of(provider_service);
  const Request good{.method = "POST",
                     .target = path,
                     .authorization = "Basic dTpw",
                     .content_type = "application/x-www-form-urlencoded",
                     .body = "Body=hello"};
  Now now{.steady = std::chrono::steady_clock::time_point{std::chrono::hours{1}},
          .wall = WallTime{std::chrono::seconds{1'793'440'800}}};
  std::string answer;
  std::vector<Plan> plans;
  std::optional<Provider> provider_;

 private:
  simdjson::dom::parser parser_;
};

}  // namespace simulator
