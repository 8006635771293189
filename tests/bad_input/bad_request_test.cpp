#include "tests/bad_input/bad_request.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cctype>

#include "net/loopback.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"

/// Hostile and broken requests to the daemon's door on TCP, each over a real connection: the status
/// is the right one, no byte is taken for a request that is none, nothing is stored, and whoever
/// asks next is answered.
namespace dispatcher {
namespace {

const std::string good_request =
    "GET /v1/status HTTP/1.1\r\n" + host_field + token_field + "Connection: close\r\n\r\n";

class ABadRequest : public ControlServer, public testing::WithParamInterface<BadRequest> {
 protected:
  ABadRequest() { where_ = serve_on_loopback(token_of_the_door); }

  /// Sends it all, and no more; what comes until the server ends the connection.
  std::string answers_to(const std::string& bytes) {
    const auto address = net::parse_loopback_address(where_).value();
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(descriptor, address.get(), address.length_bytes), 0);
    EXPECT_EQ(::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    ::shutdown(descriptor, SHUT_WR);
    std::string received;
    std::array<char, 4096> piece{};
    ssize_t count = 0;
    while ((count = ::recv(descriptor, piece.data(), piece.size(), 0)) > 0) {
      received.append(piece.data(), static_cast<std::size_t>(count));
    }
    EXPECT_EQ(count, 0) << "the connection does not end";
    ::close(descriptor);
    return received;
  }

  static std::vector<int> statuses_in(const std::string& answers) {
    constexpr std::string_view version = "HTTP/1.1 ";
    std::vector<int> statuses;
    for (auto at = answers.find(version); at != std::string::npos;
         at = answers.find(version, at + 1)) {
      const auto digits = answers.substr(at + version.size(), 3);
      if (std::isdigit(static_cast<unsigned char>(digits[0])) != 0) {
        statuses.push_back(std::stoi(digits));
      }
    }
    return statuses;
  }

 private:
  std::string where_;
};

TEST_P(ABadRequest, IsAnsweredAsItDeservesAndHarmsNobody) {
  const BadRequest& bad = GetParam();
  auto expected = bad.statuses;
  if (bad.kept) expected.push_back(http_status::ok);
  const auto answers = answers_to(bad.bytes + good_request);
  EXPECT_EQ(statuses_in(answers), expected) << answers;
  EXPECT_EQ(statuses_in(answers_to(good_request)), std::vector{http_status::ok});
  EXPECT_EQ(spool_->levels().open_count, 0U);
  EXPECT_THAT(answers, testing::Not(testing::HasSubstr(token_of_the_door)));
}

const auto name_of_request = [](const auto& tested) { return tested.param.name; };

INSTANTIATE_TEST_SUITE_P(Framing, ABadRequest, testing::ValuesIn(requests_of_bad_framing()),
                         name_of_request);
INSTANTIATE_TEST_SUITE_P(Heads, ABadRequest, testing::ValuesIn(requests_of_bad_heads()),
                         name_of_request);
INSTANTIATE_TEST_SUITE_P(Targets, ABadRequest, testing::ValuesIn(requests_to_bad_targets()),
                         name_of_request);
INSTANTIATE_TEST_SUITE_P(Strangers, ABadRequest, testing::ValuesIn(requests_of_strangers()),
                         name_of_request);
INSTANTIATE_TEST_SUITE_P(Bodies, ABadRequest, testing::ValuesIn(requests_of_bad_bodies()),
                         name_of_request);

}  // namespace
}  // namespace dispatcher
