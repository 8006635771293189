#include "dispatcher/face/control_access.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view token = "0123456789abcdef";

/// What is answered to a request with this; 0: it may.
int status_of(const net::LocalHead& head) {
  const auto refusal = ControlAccess(Secret(token)).refusal(head);
  return refusal ? refusal->status : 0;
}

net::LocalHead asking(std::string_view authorization, std::string_view target = "/v1/status") {
  return {.method = "GET", .target = target, .host = "localhost", .authorization = authorization};
}

TEST(ControlAccess, IsForWhoeverKnowsTheToken) {
  EXPECT_EQ(status_of(asking("Bearer 0123456789abcdef")), 0);
  EXPECT_EQ(status_of(asking("bearer 0123456789abcdef")), 0);
  EXPECT_EQ(status_of(asking("BEARER   0123456789abcdef")), 0);
}

TEST(ControlAccess, IsForNobodyElse) {
  for (const auto* authorization :
       {"", "Bearer", "Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdeg",
        "Bearer 0123456789abcdef0", "Bearer 0123456789ABCDEF", "Basic 0123456789abcdef",
        "0123456789abcdef", "Bearer0123456789abcdef", "Bearer 0123456789abcdef 0123456789abcdef",
        "Bearer \"0123456789abcdef\""})
    EXPECT_EQ(status_of(asking(authorization)), 401) << authorization;
}

TEST(ControlAccess, IsForNobodyWhileThereIsNoToken) {
  const ControlAccess closed{Secret()};
  EXPECT_TRUE(closed.refusal(asking("Bearer ")));
}

TEST(ControlAccess, DoesNotTellTheToken) {
  const auto refusal = ControlAccess(Secret(token)).refusal(asking("Bearer x"));
  EXPECT_THAT(refusal.value().body, Not(HasSubstr(std::string(token))));
}

TEST(ControlAccess, LetsAnybodySeeWhetherTheDaemonIsWell) {
  EXPECT_EQ(status_of(asking("", "/healthz")), 0);
  EXPECT_EQ(status_of(asking("", "/readyz")), 0);
  for (const auto* target : {"/healthz/", "/healthz?x=1", "/healthz/../v1/status", "/v1/healthz",
                             "/", "/metrics", "//healthz"})
    EXPECT_EQ(status_of(asking("", target)), 401) << target;
}

TEST(ControlAccess, IsNotForPagesWhateverTheyKnow) {
  auto head = asking("Bearer 0123456789abcdef");
  head.has_origin = true;
  EXPECT_EQ(status_of(head), 403);
  head.target = "/healthz";
  EXPECT_EQ(status_of(head), 403);
}

TEST(ControlAccess, IsNotUnderTheNameOfAnotherMachine) {
  auto head = asking("Bearer 0123456789abcdef");
  for (const auto* host : {"rebound.example.org", "rebound.example.org:8125", "192.168.0.7"}) {
    head.host = host;
    EXPECT_EQ(status_of(head), 421) << host;
  }
  for (const auto* host : {"127.0.0.1:8125", "[::1]:8125", "localhost:8125"}) {
    head.host = host;
    EXPECT_EQ(status_of(head), 0) << host;
  }
}

}  // namespace
}  // namespace dispatcher
