#include "dispatcher/face/accounts.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
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

/// As it was, unless the files of whom to trust are others, or have changed.
net::Result<std::shared_ptr<net::TlsContext>> tls_of(const AccountOptions& option,
                                                     const Account* before, std::string& detail) {
  if (before != nullptr && before->tls_options == option.tls && !before->tls->is_stale()) {
    return before->tls;
  }
  auto made = net::TlsContext::create(option.tls, detail);
  if (!made) return made.error();
  return std::shared_ptr<net::TlsContext>(std::move(*made));
}

}  // namespace

Accounts make_accounts(std::vector<AccountOptions> options, const Accounts& before,
                       std::string& complaint) {
  Accounts accounts;
  for (AccountOptions& option : options) {
    const auto named = std::ranges::find(
        before, option.name, [](const auto& account) { return std::string_view(account->name); });
    const Account* const old = named == before.end() ? nullptr : named->get();
    std::string detail;
    auto tls = tls_of(option, old, detail);
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
    auto cap = old != nullptr ? old->in_flight : std::make_shared<AccountCap>(option.in_flight_max);
    auto read_requests = reader_of(option);
    accounts.push_back(std::make_shared<const Account>(
        Account{std::move(option.name), std::move(option.services), std::move(option.endpoint),
                std::move(option.tls), std::move(*tls), std::move(*requests), std::move(cap),
                std::move(read_requests), option.in_flight_max}));
  }
  return accounts;
}

}  // namespace dispatcher
