#include "dispatcher/face/accounts.hpp"

#include <utility>

namespace dispatcher {

namespace {

constexpr std::uint16_t https_port = 443;

/// As the Host field says it (RFC 9110 section 7.2).
std::string authority_of(const net::Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  std::string authority = is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
  if (endpoint.port != https_port) authority += ":" + std::to_string(endpoint.port);
  return authority;
}

}  // namespace

std::vector<std::unique_ptr<Account>> make_accounts(std::vector<AccountOptions> options,
                                                    std::string& complaint) {
  std::vector<std::unique_ptr<Account>> accounts;
  for (AccountOptions& option : options) {
    std::string detail;
    auto tls = net::TlsContext::create(option.tls, detail);
    if (!tls) {
      complaint = "account " + option.name + ": " + detail;
      return {};
    }
    auto requests = RequestBuilder::create(authority_of(option.endpoint), option.username.reveal(),
                                           option.password.reveal());
    if (!requests) {
      complaint = "account " + option.name + ": " + requests.error().message();
      return {};
    }
    accounts.push_back(std::unique_ptr<Account>(
        new Account{std::move(option.name), std::move(option.services), std::move(option.endpoint),
                    std::move(option.tls), std::move(*tls), std::move(*requests),
                    AccountCap(option.in_flight_max)}));
  }
  return accounts;
}

}  // namespace dispatcher
