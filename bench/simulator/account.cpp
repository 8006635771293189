#include "bench/simulator/account.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "bench/simulator/sha256.hpp"

namespace simulator {
namespace {

constexpr std::size_t accounts_max = 1000;
constexpr std::size_t services_per_account_max = 100'000;

std::string base64(const std::string& text) {
  std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

[[noreturn]] void fail(int line_number, const std::string& why) {
  throw std::runtime_error("credentials line " + std::to_string(line_number) + ": " + why);
}

}  // namespace

Accounts Accounts::read(std::istream& lines) {
  Accounts accounts;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
    accounts.add(line, number);
  }
  if (accounts.accounts_.empty()) throw std::runtime_error("no account in the credentials");
  return accounts;
}

void Accounts::add(const std::string& line, int line_number) {
  std::istringstream words{line};
  std::string name;
  std::string user;
  std::string password;
  if (!(words >> name >> user >> password)) fail(line_number, "name, user and password are needed");
  if (!is_name(name)) fail(line_number, "a name is 1..64 letters, digits, '.', '_', '-'");
  if (user.find(':') != std::string::npos) fail(line_number, "a user has no colon");
  if (accounts_.size() == accounts_max) fail(line_number, "too many accounts");

  Account account{.name = name, .authorization = "Basic " + base64(user + ":" + password)};
  const auto digits = Sha256{}.hex_of(name);
  account.sid.append("AC").append(digits.data(), 32);
  for (const auto& other : accounts_) {
    if (other.name == name) fail(line_number, "this name stands above");
    if (other.authorization == account.authorization)
      fail(line_number, "these credentials stand above");
  }
  std::string service;
  for (std::size_t count = 0; words >> service; ++count) {
    const auto bits = parse_sid(service, "KS");
    if (!bits || count == services_per_account_max)
      fail(line_number, "not a Service SID, or too many");
    if (!owner_of_.emplace(*bits, accounts_.size()).second)
      fail(line_number, "a Service has two owners");
  }
  accounts_.push_back(std::move(account));
}

Account* Accounts::find(std::string_view authorization) {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& account) {
    return account.authorization == authorization;
  });
  return found == accounts_.end() ? nullptr : &*found;
}

bool Accounts::may_use(const Account& account, const SidBits& service) const {
  const auto owner = owner_of_.find(service);
  return owner == owner_of_.end() || &accounts_[owner->second] == &account;
}

}  // namespace simulator
