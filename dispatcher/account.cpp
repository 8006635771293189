#include "dispatcher/account.hpp"

#include <algorithm>

namespace dispatcher {

std::optional<std::size_t> account_of(std::span<const std::unique_ptr<Account>> accounts,
                                      std::string_view service) {
  for (const std::string_view wanted : {service, std::string_view("*")}) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if (std::ranges::find(accounts[i]->services, wanted) != accounts[i]->services.end()) return i;
    }
  }
  return std::nullopt;
}

}  // namespace dispatcher
