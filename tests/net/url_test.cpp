#include "net/url.hpp"

#include <gtest/gtest.h>

namespace net {
namespace {

TEST(BaseUrl, NamesHostAndPort) {
  const auto endpoint = parse_base_url("https://proxy.example.com:8443");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->host, "proxy.example.com");
  EXPECT_EQ(endpoint->port, 8443);
}

TEST(BaseUrl, HasPort443WhenNoneIsGiven) {
  EXPECT_EQ(parse_base_url("https://proxy.example.com").value().port, 443);
}

TEST(BaseUrl, MayEndWithASlash) {
  EXPECT_EQ(parse_base_url("https://proxy.example.com/").value().host, "proxy.example.com");
  EXPECT_EQ(parse_base_url("https://proxy.example.com:8443/").value().port, 8443);
}

TEST(BaseUrl, IsReadInLowerCaseAsNamesHaveNone) {
  EXPECT_EQ(parse_base_url("https://Proxy.Example.COM").value().host, "proxy.example.com");
}

TEST(BaseUrl, MayHoldAnIpv6AddressInBrackets) {
  const auto endpoint = parse_base_url("https://[2001:db8::1]:444");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->host, "2001:db8::1");
  EXPECT_EQ(endpoint->port, 444);
  EXPECT_TRUE(is_ip_address(endpoint->host));
}

TEST(BaseUrl, KnowsAddressesFromNames) {
  EXPECT_TRUE(is_ip_address("192.0.2.1"));
  EXPECT_FALSE(is_ip_address("192.0.2.example"));
}

class BadBaseUrl : public testing::TestWithParam<const char*> {};

TEST_P(BadBaseUrl, IsRefused) {
  const auto endpoint = parse_base_url(GetParam());
  ASSERT_FALSE(endpoint) << GetParam();
  EXPECT_EQ(endpoint.error(), errc::bad_base_url);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBaseUrl,
    testing::Values("", "proxy.example.com", "http://proxy.example.com", "https://", "https://:443",
                    "https://host:", "https://host:0", "https://host:65536", "https://host:4a",
                    "https://host:-1", "https://user@host", "https://user:secret@host",
                    "https://host/path", "https://host//", "https://host?query",
                    "https://host#part", "https://a..b", "https://-a", "https://.a", "https://a b",
                    "https://2001:db8::1", "https://[2001:db8::1", "https://[nonsense]",
                    "https://[::1]443", " https://host"));

}  // namespace
}  // namespace net
