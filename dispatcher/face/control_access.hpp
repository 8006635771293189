#pragma once

#include <optional>

#include "dispatcher/face/options_secret.hpp"
#include "net/local_http.hpp"

namespace dispatcher {

/// Who may ask over TCP, where every user of this machine can connect: whoever knows the token, for
/// everything; anybody, whether the daemon lives and takes messages (/healthz, /readyz). A page in
/// a browser may not, whatever it knows: neither with an Origin nor under a name that is not this
/// machine's (DNS rebinding).
class ControlAccess {
 public:
  explicit ControlAccess(Secret token) : token_(std::move(token)) {}

  /// Nothing: it may. Else 401, 403 or 421. Pure; any thread.
  std::optional<net::LocalResponse> refusal(const net::LocalHead& head) const;

 private:
  bool knows_token(std::string_view authorization) const;

  const Secret token_;
};

}  // namespace dispatcher
