#pragma once

#include <memory>
#include <utility>

#include "net/tls_context.hpp"
#include "net/tls_sessions.hpp"

namespace net {

/// Whom the connections of a pool trust, and the sessions that were established under that. The two
/// go together: a session resumed stands for a certificate that was verified once, so it must not
/// outlive its trust. One thread.
struct Trust {
  explicit Trust(std::shared_ptr<TlsContext> trusted) : tls(std::move(trusted)) {}

  const std::shared_ptr<TlsContext> tls;  ///< shared by the pools of all shards
  TlsSessions sessions;
};

}  // namespace net
