#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How things stand now, as a shard sees them, or several together.
struct ShardSurvey {
  struct Endpoint {
    std::string account;
    bool failing = false;              ///< it gets nothing but probes
    bool certificate_refused = false;  ///< nothing is sent to it
    /// Of its certificate that was seen last; the epoch: none was.
    std::chrono::sys_seconds certificate_ends{};
  };

  /// Since when the oldest message may go that waits for nothing but its lane's turn, limit or
  /// connection; those of held lanes do not count. None: there is none in memory.
  std::optional<WallTime> sendable_since{};
  std::vector<Endpoint> endpoints{};  ///< one for each account

  /// What another shard sees.
  void add(const ShardSurvey& other) {
    if (other.sendable_since) {
      sendable_since = std::min(sendable_since.value_or(WallTime::max()), *other.sendable_since);
    }
    for (const Endpoint& endpoint : other.endpoints) merge(endpoint);
  }
  /// Null: it is not among them.
  const Endpoint* find(const std::string& account) const {
    const auto found = std::ranges::find(endpoints, account, &Endpoint::account);
    return found == endpoints.end() ? nullptr : &*found;
  }

 private:
  void merge(const Endpoint& other) {
    const auto known = std::ranges::find(endpoints, other.account, &Endpoint::account);
    if (known == endpoints.end()) return endpoints.push_back(other);
    known->failing |= other.failing;
    known->certificate_refused |= other.certificate_refused;
    known->certificate_ends = std::max(known->certificate_ends, other.certificate_ends);
  }
};

}  // namespace dispatcher
