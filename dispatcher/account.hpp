#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dispatcher/account_cap.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"

namespace dispatcher {

/// One account of the provider, shared by all shards; nothing but the cap changes. A reload makes
/// another of the same name, with the same cap.
struct Account {
  std::string name;
  std::vector<std::string> services;  ///< SIDs, or one "*": what no other account names
  net::Endpoint endpoint;
  net::TlsOptions tls_options;
  std::shared_ptr<net::TlsContext> tls;   ///< made of them, shared by the shards' pools
  RequestBuilder requests;                ///< holds the credential
  std::shared_ptr<AccountCap> in_flight;  ///< of this name, whatever else became of it
  /// Reads the credential anew, from where it was configured; nothing: `complaint` says why. Any
  /// thread.
  std::function<std::optional<RequestBuilder>(std::string& complaint)> read_requests;
  std::uint32_t in_flight_max = 0;  ///< of the cap, as this version of the account has it
};

using Accounts = std::vector<std::shared_ptr<const Account>>;

/// What the spool calls the lanes of an account when an operator holds them all.
inline std::string account_group(std::string_view account) {
  return "account:" + std::string(account);
}

/// The accounts, and which of them sends for a Service. Immutable; any thread.
class AccountDirectory {
 public:
  explicit AccountDirectory(Accounts accounts);

  const Accounts& all() const { return accounts_; }
  /// Its place in `all`: the one that names the Service, else the one with "*"; nothing: none.
  std::optional<std::size_t> of(std::string_view service) const;

 private:
  Accounts accounts_;
  std::unordered_map<std::string_view, std::size_t> by_service_;  // their own texts
};

}  // namespace dispatcher
