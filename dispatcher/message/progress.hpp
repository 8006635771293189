#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/phase.hpp"

namespace dispatcher {

/// Why a message that was tried, or is being tried, has no outcome yet. On disk: never change a
/// value, only add.
enum class WaitReason : std::uint8_t {
  armed = 1,              ///< its intent stands; nothing else is known
  delayed = 2,            ///< the provider asked for it later
  not_found_recheck = 3,  ///< a 404 that may be spurious
  ambiguous = 4,          ///< it may have been sent
  process_died = 5,       ///< it may have been sent by a process that died or was stopped
  reconciling = 6,        ///< it may have been sent: the provider's list is to be looked at
  receipt_unknown = 7,    ///< it was sent; the provider's list is to be looked at for its SID
  same_text = 8,          ///< an equal text to its participant is on its way or in doubt
  operator_held = 9,      ///< an operator put it aside
  released = 10,          ///< an operator let it go on
  resend_booked = 11,     ///< it is sent again, and has its place in the retry budget
};
inline constexpr std::uint8_t wait_reason_last = 11;

/// Whatever has to be sent again for this reason takes a place in the retry budget.
constexpr bool is_resend(WaitReason reason) {
  return reason == WaitReason::delayed || reason == WaitReason::not_found_recheck ||
         reason == WaitReason::ambiguous || reason == WaitReason::process_died;
}

std::string_view name_of(WaitReason reason);

/// What a message that is armed, deferred or held takes along between its attempts. A number of 0
/// and a time at the epoch mean: none.
struct Progress {
  WaitReason reason = WaitReason::armed;
  std::optional<Phase> phase{};  ///< how far the last attempt came; absent: none has ended
  std::uint32_t attempts = 0;    ///< requests handed over whole
  std::uint32_t resends_charged = 0;
  std::uint32_t resends_after_doubt = 0;
  std::uint32_t not_found_rechecks = 0;  ///< delayed re-sends after a 404
  std::uint16_t status = 0;              ///< of the last answer
  std::uint32_t code = 0;
  RequestId request_id{};
  WallTime first_write_at{};
  WallTime last_write_at{};
  WallTime doubt_from{};    ///< of the first write that may have sent it
  WallTime booked_at{};     ///< when the doubt was booked: looks are timed from here
  std::uint32_t looks = 0;  ///< complete ones, since the last write

  bool operator==(const Progress&) const = default;
};

/// What encode_progress writes at most.
inline constexpr std::size_t progress_bytes_max = 184;

/// The record for the spool. On disk, form 2: the byte 2; reason; phase (0: absent); the counts,
/// status and code as varints; the request id; the four times; the looks as a varint. Each field as
/// ByteWriter writes it. Form 1 ended behind the first two times; it is read, and never written. No
/// bytes at all for a message that was never tried.
std::string encode_progress(const Progress& progress);

/// errc::malformed_record, never a guess. No bytes at all are a message that was never tried.
Result<Progress> decode_progress(std::string_view bytes);

enum class OpenState : std::uint8_t { held, in_doubt };

/// Appends {"id","state","reason",..} without a line feed; what is none is left out. `due` is when
/// it comes back, the epoch for never.
void append_json(std::string& out, std::string_view id, OpenState state, const Progress& progress,
                 WallTime due);

}  // namespace dispatcher
