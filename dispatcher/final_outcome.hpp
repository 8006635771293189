#pragma once

#include <optional>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/message/proxy_api.hpp"

namespace dispatcher {

/// The outcome of a message that ends with `progress`.
inline Outcome final_outcome(OutcomeKind kind, const Progress& progress, WallTime accepted_at,
                             WallTime now, const std::optional<Created>& receipt) {
  Outcome outcome;
  if (receipt) {
    outcome.interaction = receipt->interaction;
    outcome.message = receipt->message;
  }
  outcome.kind = kind;
  outcome.attempts = progress.attempts;
  outcome.resends_charged = progress.resends_charged;
  outcome.resends_after_doubt = progress.resends_after_doubt;
  outcome.status = progress.status;
  outcome.code = progress.code;
  outcome.request_id = progress.request_id;
  outcome.accepted_at = accepted_at;
  outcome.first_write_at = progress.first_write_at;
  outcome.last_write_at = progress.last_write_at;
  outcome.answered_at = now;
  return outcome;
}

}  // namespace dispatcher
