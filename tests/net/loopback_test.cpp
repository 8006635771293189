#include "net/loopback.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace net {
namespace {

using testing::HasSubstr;

TEST(ParseLoopbackAddress, TakesAnAddressOfThisMachineAndAPort) {
  for (const std::string text : {"127.0.0.1:8125", "127.255.1.2:1", "[::1]:65535", "127.0.0.1:0"}) {
    const auto address = parse_loopback_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_string(*address), text);
  }
}

TEST(ParseLoopbackAddress, TakesNoOther) {
  for (const std::string text : {"",
                                 ":8125",
                                 "127.0.0.1",
                                 "127.0.0.1:",
                                 "127.0.0.1:65536",
                                 "127.0.0.1:-1",
                                 "127.0.0.1:+1",
                                 "127.0.0.1:0x1",
                                 "127.0.0.1:1 ",
                                 "0.0.0.0:1",
                                 "128.0.0.1:1",
                                 "10.0.0.1:1",
                                 "127.1:1",
                                 "::1:1",
                                 "[::1]",
                                 "[::]:1",
                                 "[::2]:1",
                                 "[::ffff:127.0.0.1]:1",
                                 "[127.0.0.1]:1",
                                 "[:1",
                                 "localhost:1",
                                 "example.org:1"})
    EXPECT_FALSE(parse_loopback_address(text)) << text;
}

TEST(IsLoopbackHost, KnowsTheNamesOfThisMachine) {
  for (const std::string host : {"localhost", "LocalHost:8125", "127.0.0.1", "127.0.0.1:8125",
                                 "127.8.8.8:1", "[::1]", "[::1]:8125"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
}

TEST(IsLoopbackHost, KnowsNoOther) {
  for (const std::string host :
       {"", "localhost.", "localhost.example.org", "example.org", "example.org:8125", "192.168.0.1",
        "127.0.0.1.example.org", "127.0.0.1:8125:1", "[::2]", "::1", "localhost:x", "0.0.0.0"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

TEST(ListenOnLoopback, IsRefusedWhereAnotherListens) {
  std::string detail;
  const auto first = listen_on_loopback(parse_loopback_address("127.0.0.1:0").value(), detail);
  ASSERT_TRUE(first) << detail;
  Address bound;
  bound.length_bytes = sizeof bound.storage;
  ASSERT_EQ(getsockname(*first, reinterpret_cast<sockaddr*>(&bound.storage), &bound.length_bytes),
            0);
  const auto second = listen_on_loopback(bound, detail);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), errc::socket_in_use);
  EXPECT_THAT(detail, HasSubstr(to_string(bound)));
  close(*first);
}

}  // namespace
}  // namespace net
