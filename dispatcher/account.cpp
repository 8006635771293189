#include "dispatcher/account.hpp"

#include <utility>

namespace dispatcher {

AccountDirectory::AccountDirectory(Accounts accounts) : accounts_(std::move(accounts)) {
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    for (const std::string& service : accounts_[i]->services) by_service_.emplace(service, i);
  }
}

std::optional<std::size_t> AccountDirectory::of(std::string_view service) const {
  for (const std::string_view wanted : {service, std::string_view("*")}) {
    const auto found = by_service_.find(wanted);
    if (found != by_service_.end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace dispatcher
