#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "queue/spool.hpp"

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

/// What the spool records of it. Dead letters are kept whole: an operator may want to send them.
/// `memory` is for the outcome.
inline queue::Settle settle_record(const queue::MessageKey& key, std::uint32_t slot,
                                   const Outcome& outcome, queue::HistoryNote note,
                                   std::string memory = {}) {
  queue::Settle settle{
      .key = key, .slot = slot, .outcome = encode_outcome(outcome, std::move(memory))};
  if (outcome.interaction) settle.receipt = outcome.interaction->text();
  settle.keeps_message = outcome.kind == OutcomeKind::rejected ||
                         outcome.kind == OutcomeKind::expired || outcome.kind == OutcomeKind::dead;
  settle.note = std::move(note);
  return settle;
}

}  // namespace dispatcher
