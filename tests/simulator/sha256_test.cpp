#include "bench/simulator/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace simulator {
namespace {

std::string hex(Sha256& sha256, std::string_view text) {
  const auto digest = sha256.hex_of(text);
  return {digest.data(), digest.size()};
}

TEST(Sha256, GivesThePublishedDigestsAgainAndAgain) {  // FIPS 180-2, appendix B.1
  Sha256 sha256;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(hex(sha256, "abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256, ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}

}  // namespace
}  // namespace simulator
