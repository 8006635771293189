#include "dispatcher/account.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

std::unique_ptr<Account> account(std::vector<std::string> services) {
  std::string detail;
  auto tls = net::TlsContext::create({}, detail);
  auto requests = RequestBuilder::create("localhost", "user", "password");
  return std::unique_ptr<Account>(
      new Account{"name", std::move(services), net::Endpoint{"localhost", 443}, net::TlsOptions{},
                  std::move(*tls), std::move(*requests), AccountCap(0), nullptr});
}

TEST(AccountOf, PrefersTheAccountThatNamesTheService) {
  std::vector<std::unique_ptr<Account>> accounts;
  accounts.push_back(account({"*"}));
  accounts.push_back(account({"KS1", "KS2"}));
  EXPECT_EQ(account_of(accounts, "KS2"), 1U);
  EXPECT_EQ(account_of(accounts, "KS3"), 0U);
}

TEST(AccountOf, FindsNoneForAServiceThatNobodyNames) {
  std::vector<std::unique_ptr<Account>> accounts;
  accounts.push_back(account({"KS1"}));
  EXPECT_FALSE(account_of(accounts, "KS2"));
}

}  // namespace
}  // namespace dispatcher
