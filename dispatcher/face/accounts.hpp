#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/face/options.hpp"

namespace dispatcher {

/// The accounts as the road needs them; the secrets are used up. On failure the list is empty and
/// `complaint` is a sentence that names the account.
std::vector<std::unique_ptr<Account>> make_accounts(std::vector<AccountOptions> options,
                                                    std::string& complaint);

}  // namespace dispatcher
