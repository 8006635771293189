#include "dispatcher/account.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

std::shared_ptr<const Account> account(std::vector<std::string> services) {
  std::string detail;
  auto tls = net::TlsContext::create({}, detail);
  auto requests = RequestBuilder::create("localhost", "user", "password");
  return std::make_shared<const Account>(
      Account{"name", std::move(services), net::Endpoint{"localhost", 443}, net::TlsOptions{},
              std::move(*tls), std::move(*requests), std::make_shared<AccountCap>(0), nullptr});
}

TEST(AccountDirectory, PrefersTheAccountThatNamesTheService) {
  const AccountDirectory accounts({account({"*"}), account({"KS1", "KS2"})});
  EXPECT_EQ(accounts.of("KS2"), 1U);
  EXPECT_EQ(accounts.of("KS3"), 0U);
}

TEST(AccountDirectory, FindsNoneForAServiceThatNobodyNames) {
  const AccountDirectory accounts({account({"KS1"})});
  EXPECT_FALSE(accounts.of("KS2"));
}

TEST(AccountDirectory, StillFindsThemOnceItIsACopy) {
  auto first = std::make_unique<AccountDirectory>(Accounts{account({"KS1"})});
  const AccountDirectory copy = *first;
  first.reset();
  EXPECT_EQ(copy.of("KS1"), 0U);
}

}  // namespace
}  // namespace dispatcher
