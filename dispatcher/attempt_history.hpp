#pragma once

#include "dispatcher/answer_fields.hpp"
#include "dispatcher/message/history.hpp"
#include "dispatcher/policy/evidence.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "net/exchange.hpp"

namespace dispatcher {

inline HistoryResult history_result(const Verdict& verdict) {
  switch (verdict.kind) {
    case VerdictKind::sent:
      return verdict.receipt_known ? HistoryResult::none : HistoryResult::unknown_receipt;
    case VerdictKind::not_processed:
      return HistoryResult::not_processed;
    case VerdictKind::ambiguous:
      return HistoryResult::ambiguous;
    case VerdictKind::rejected:
      return HistoryResult::rejected;
    case VerdictKind::refused:
      return HistoryResult::refused;
  }
  return HistoryResult::none;
}

/// What a message's history says of an attempt.
inline HistoryEntry attempt_entry(const Evidence& evidence, const Verdict& verdict,
                                  const net::Exchange& exchange, WallTime written_at) {
  HistoryEntry entry;
  entry.kind = HistoryKind::attempt;
  entry.result = history_result(verdict);
  entry.phase = evidence.phase;
  entry.status = static_cast<std::uint16_t>(evidence.status);
  entry.code = evidence.code.value_or(0);
  entry.request_id = RequestId(field_of(exchange, AnswerField::request_id));
  entry.bytes_sent = exchange.ciphertext_bytes_sent;
  entry.written_at = written_at;
  return entry;
}

}  // namespace dispatcher
