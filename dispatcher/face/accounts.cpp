#include "dispatcher/face/accounts.hpp"

#include <functional>
#include <optional>
#include <utility>

#include "dispatcher/face/options_secret.hpp"

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

/// Reads the files again: whoever corrects a credential need not restart anything.
std::function<std::optional<RequestBuilder>(std::string&)> reader_of(const AccountOptions& option) {
  return [authority = authority_of(option.endpoint), username_file = option.username_file,
          password_file =
              option.password_file](std::string& complaint) -> std::optional<RequestBuilder> {
    Secret username;
    Secret password;
    if (!read_secret_file(username_file, username, complaint)) return std::nullopt;
    if (!read_secret_file(password_file, password, complaint)) return std::nullopt;
    auto requests = RequestBuilder::create(authority, username.reveal(), password.reveal());
    if (requests) return std::move(*requests);
    complaint = requests.error().message();
    return std::nullopt;
  };
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
    auto read_requests = reader_of(option);
    accounts.push_back(std::unique_ptr<Account>(
        new Account{std::move(option.name), std::move(option.services), std::move(option.endpoint),
                    std::move(option.tls), std::move(*tls), std::move(*requests),
                    AccountCap(option.in_flight_max), std::move(read_requests)}));
  }
  return accounts;
}

}  // namespace dispatcher
