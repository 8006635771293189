#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/phase.hpp"

namespace dispatcher {

/// What happened to a message once, other than its end. On disk: never change a value, only add.
enum class HistoryKind : std::uint8_t {
  attempt = 1,   ///< a request that did not end as sent
  look = 2,      ///< the provider's list of interactions was looked at
  decision = 3,  ///< an operator decided, or that it cannot be sent in time did
  death = 4,     ///< a process died that had written its intent to send
};
inline constexpr std::uint8_t history_kind_last = 4;

/// What came of it. On disk: never change a value, only add.
enum class HistoryResult : std::uint8_t {
  none = 0,
  not_processed = 1,    ///< an attempt: it certainly was not taken
  ambiguous = 2,        ///< an attempt, a death: it may have been sent
  rejected = 3,         ///< an attempt: it will never be taken
  refused = 4,          ///< an attempt: nothing of the lane is taken for now
  found = 5,            ///< a look: it was sent
  absent = 6,           ///< a look: nothing that could be it is listed
  unclear = 7,          ///< a look: something is listed that may be it
  failed = 8,           ///< a look: the list could not be read whole, so this one does not count
  unknown_receipt = 9,  ///< an attempt: it was sent, but the answer did not say as what
};
inline constexpr std::uint8_t history_result_last = 9;

std::string_view name_of(Phase phase);
std::string_view name_of(HistoryKind kind);
std::string_view name_of(HistoryResult result);

/// One line of a message's history; when it happened stands beside it. A number of 0 and a time at
/// the epoch mean: none.
struct HistoryEntry {
  HistoryKind kind = HistoryKind::attempt;
  HistoryResult result = HistoryResult::none;
  std::optional<Phase> phase{};  ///< attempt: how far it came
  std::uint16_t status = 0;      ///< attempt: of the answer; look: of the answer that failed it
  std::uint32_t code = 0;        ///< the provider's, likewise
  RequestId request_id{};        ///< attempt
  std::uint64_t bytes_sent = 0;  ///< attempt: ciphertext handed to the socket
  WallTime written_at{};         ///< attempt; death: when its intent was written
  std::uint32_t rows = 0;        ///< look: listed, over all pages
  std::string text{};            ///< decision: what and why, at most history_text_bytes_max

  bool operator==(const HistoryEntry&) const = default;
};
inline constexpr std::size_t history_text_bytes_max = 1'200;

/// What encode_history writes at most.
inline constexpr std::size_t history_bytes_max = 1'400;

/// The record for the spool. On disk, form 1: the byte 1; kind, result, phase (0: absent); status,
/// code and bytes sent as varints; the request id; the time; rows as a varint; the text, cut at
/// history_text_bytes_max. Each field as ByteWriter writes it.
std::string encode_history(const HistoryEntry& entry);

/// errc::malformed_record, never a guess.
Result<HistoryEntry> decode_history(std::string_view bytes);

/// Appends {"at","event","result",..} without a line feed; what is none is left out.
void append_json(std::string& out, WallTime at, const HistoryEntry& entry);

}  // namespace dispatcher
