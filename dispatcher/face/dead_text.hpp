#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/message/outcome.hpp"

namespace dispatcher {

/// Whether a message that ended so may be a dead letter: kept, so that it can be sent after all.
constexpr bool may_be_dead_letter(OutcomeKind kind) {
  return kind == OutcomeKind::rejected || kind == OutcomeKind::dead || kind == OutcomeKind::expired;
}

/// Why a dead letter was not sent and what can be done about it: one sentence for a person.
/// \param status, code  of the last answer; 0: none. Pure.
std::string_view dead_text(OutcomeKind kind, std::uint32_t status, std::uint32_t code);

/// The same of its outcome, with a warning when an earlier try may have been sent. Pure.
std::string dead_text(const Outcome& outcome);

}  // namespace dispatcher
