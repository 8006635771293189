#pragma once
// Who may send. Source: https://www.twilio.com/docs/usage/requests-to-twilio (HTTP Basic).

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/simulator/route.hpp"

namespace simulator {

struct Account {
  std::string name{};           ///< in the ledger; letters, digits, '.', '_', '-'
  std::string authorization{};  ///< the whole header value a request must carry
  std::string sid{};            ///< AC + 32 digits, made from the name
  std::size_t in_flight_count = 0;
};

/// The accounts and which Services are theirs. A Service that is named for an account belongs to
/// that account only; one that is named nowhere is everybody's.
class Accounts {
 public:
  /// Reads lines of `name user password [KS..]...`; '#' begins a comment line. At least one
  /// account, at most 1,000. Throws std::runtime_error with the line number, never with the line's
  /// text.
  static Accounts read(std::istream& lines);

  /// \return  nullptr: no account has these credentials
  Account* find(std::string_view authorization);
  bool may_use(const Account& account, const SidBits& service) const;

 private:
  void add(const std::string& line, int line_number);

  std::vector<Account> accounts_;
  std::unordered_map<SidBits, std::size_t, SidBitsHash> owner_of_;
};

}  // namespace simulator
