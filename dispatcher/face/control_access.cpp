#include "dispatcher/face/control_access.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "dispatcher/face/control_answer.hpp"
#include "net/loopback.hpp"

namespace dispatcher {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_open_to_all(std::string_view target) { return target == "/healthz" || target == "/readyz"; }

}  // namespace

std::optional<net::LocalResponse> ControlAccess::refusal(const net::LocalHead& head) const {
  if (!net::is_loopback_host(head.host)) {
    return answer_error(http_status::misdirected, "the Host is not this machine",
                        "ask for localhost or the address that is configured");
  }
  if (head.has_origin) {
    return answer_error(http_status::forbidden, "pages in a browser may not ask here",
                        "send no Origin");
  }
  if (is_open_to_all(head.target) || knows_token(head.authorization)) return std::nullopt;
  return answer_error(http_status::unauthorized, "the token is missing, or is another",
                      "send Authorization: Bearer and the line in http.token_file");
}

/// How long it takes tells nothing but whether the lengths are equal.
bool ControlAccess::knows_token(std::string_view authorization) const {
  constexpr std::string_view scheme = "bearer ";  // RFC 9110 section 11.1: in any case
  const auto said = authorization.substr(0, scheme.size());
  if (!std::ranges::equal(said, scheme, {}, lower)) return false;
  auto token = authorization.substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  const auto expected = token_.reveal();
  return !expected.empty() && token.size() == expected.size() &&
         CRYPTO_memcmp(token.data(), expected.data(), expected.size()) == 0;
}

}  // namespace dispatcher
