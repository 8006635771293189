#include "bench/simulator/account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace simulator {
namespace {

Accounts accounts(const std::string& text) {
  std::istringstream lines{text};
  return Accounts::read(lines);
}

TEST(Accounts, AreFoundByTheirBasicCredentials) {
  auto both = accounts("# comment\nfirst user pass\n\nsecond SKx p:w\n");
  ASSERT_NE(both.find("Basic dXNlcjpwYXNz"), nullptr);
  EXPECT_EQ(both.find("Basic dXNlcjpwYXNz")->name, "first");
  EXPECT_EQ(both.find("Basic U0t4OnA6dw==")->name, "second");
  for (const auto* wrong :
       {"", "Basic ", "basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNzz", "dXNlcjpwYXNz"}) {
    EXPECT_EQ(both.find(wrong), nullptr) << wrong;
  }
}

TEST(Accounts, ShareAServiceUnlessItIsNamedForOne) {
  const std::string owned = "KS" + std::string(32, 'a');
  auto both = accounts("first u p " + owned + "\nsecond v p\n");
  const auto* const first = both.find("Basic dTpw");
  const auto* const second = both.find("Basic djpw");
  ASSERT_TRUE(first != nullptr && second != nullptr);
  EXPECT_TRUE(both.may_use(*first, *parse_sid(owned, "KS")));
  EXPECT_FALSE(both.may_use(*second, *parse_sid(owned, "KS")));
  EXPECT_TRUE(both.may_use(*second, SidBits{1, 2}));
}

TEST(Accounts, RefuseBadLinesByNumberWithoutRepeatingThem) {
  for (const std::string bad : {"", "name hush", "na\"me hush p", "n a:hush p", "n u hush KSx",
                                "n u hush\nn v p", "n u hush\nm u hush"}) {
    try {
      accounts(bad);
      ADD_FAILURE() << bad;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("hush")));
    }
  }
}

}  // namespace
}  // namespace simulator
