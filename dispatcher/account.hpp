#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/account_cap.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"

namespace dispatcher {

/// One account of the provider, shared by all shards; nothing but the cap changes.
struct Account {
  std::string name;
  std::vector<std::string> services;  ///< SIDs, or one "*": what no other account names
  net::Endpoint endpoint;
  net::TlsOptions tls_options;
  std::shared_ptr<net::TlsContext> tls;  ///< made of them at start, shared by the shards' pools
  RequestBuilder requests;               ///< holds the credential
  AccountCap in_flight;
  /// Reads the credential anew, from where it was configured; nothing: `complaint` says why. Any
  /// thread.
  std::function<std::optional<RequestBuilder>(std::string& complaint)> read_requests;
};

/// What the spool calls the lanes of an account when an operator holds them all.
inline std::string account_group(std::string_view account) {
  return "account:" + std::string(account);
}

/// Which account sends for a Service: the one that names it, else the one with "*"; nothing: none.
std::optional<std::size_t> account_of(std::span<const std::unique_ptr<Account>> accounts,
                                      std::string_view service);

}  // namespace dispatcher
