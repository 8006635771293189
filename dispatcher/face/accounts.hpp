#pragma once

#include <string>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/face/options.hpp"

namespace dispatcher {

/// The accounts as the road needs them; the secrets are used up. On failure the list is empty and
/// `complaint` is a sentence that names the account.
/// \param before  those in use: an account keeps the cap of the one of its name, which is not
///                configured here, and its TLS while it is to trust the same
Accounts make_accounts(std::vector<AccountOptions> options, const Accounts& before,
                       std::string& complaint);

}  // namespace dispatcher
