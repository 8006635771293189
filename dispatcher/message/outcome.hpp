#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/message/bounded_text.hpp"
#include "dispatcher/message/sid.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How a message ended. On disk: never change a value, only add.
enum class OutcomeKind : std::uint8_t {
  sent = 1,       ///< the provider accepted it
  rejected = 2,   ///< the provider refused this message, for good
  expired = 3,    ///< expires_at or default_ttl passed before it could be sent
  cancelled = 4,  ///< an operator took it back
  dead = 5,       ///< it was sent again too often
  lost = 6,       ///< damage took its text or its outcome: nobody knows whether it was sent
};
inline constexpr std::uint8_t outcome_kind_last = 6;

std::string_view name_of(OutcomeKind kind);

/// The provider's name of a request (RQ and 32 digits), or empty.
using RequestId = BoundedText<64>;

/// The final record of a message. A number of 0 and a time at the epoch mean: none.
struct Outcome {
  OutcomeKind kind = OutcomeKind::sent;
  std::optional<InteractionSid> interaction{};  ///< absent though sent: the receipt is unknown
  std::optional<MessageSid> message{};
  std::uint32_t attempts = 0;              ///< requests handed over whole
  std::uint32_t resends_charged = 0;       ///< of those, what counts against resends_max
  std::uint32_t resends_after_doubt = 0;   ///< of those, after it may have been sent
  std::uint32_t duplicates_confirmed = 0;  ///< accepted again although it had been sent
  std::uint16_t status = 0;                ///< HTTP status of the last answer
  std::uint32_t code = 0;                  ///< the provider's error code of the last answer
  RequestId request_id{};
  WallTime accepted_at{};     ///< into the spool
  WallTime first_write_at{};  ///< of the first attempt
  WallTime last_write_at{};   ///< of the last attempt
  WallTime answered_at{};     ///< the last answer, or the moment of the outcome

  bool operator==(const Outcome&) const = default;
};

/// What encode_outcome writes at most.
inline constexpr std::size_t outcome_bytes_max = 256;

/// The record for the spool. On disk, form 1: the byte 1; the kind; a byte of flags (bit 0:
/// interaction, bit 1: message); those SIDs; the counts, status and code as varints; the request
/// id; the four times. Each field as ByteWriter writes it.
std::string encode_outcome(const Outcome& outcome, std::string into = {});

/// errc::malformed_record, never a guess.
Result<Outcome> decode_outcome(std::string_view bytes);

/// Appends {"sequence","id","outcome","ki","sm","attempts",..} without a line feed; what is none is
/// left out. `sequence` is the outcome's place in the order of outcomes, 0 for none.
void append_json(std::string& out, std::uint64_t sequence, std::string_view id,
                 const Outcome& outcome);

}  // namespace dispatcher
