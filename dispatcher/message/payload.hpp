#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// What a message's payload takes at most in the spool (form 1, below).
inline constexpr std::size_t payload_bytes_max = 1 + 1 + 3 * 33 + 8 + 2 + body_bytes_max;

/// Appends what the spool keeps of a message beside its id, priority and not_before, which it
/// stores itself. On disk, form 1: the byte 1; a byte of flags (bit 0: expires_at follows; bits
/// 1-2: on_ambiguous, 0 for absent); service, session and participant; expires_at; the body. Each
/// field as ByteWriter writes it.
void append_payload(std::string& out, const Message& message);

/// What the spool stores of a message beside its payload.
struct StoredFields {
  std::string id;
  Priority priority = Priority::normal;
  WallTime not_before{};
};

/// The message again, checked as a submission is, or errc::malformed_record. Its body keeps the
/// memory of `payload`.
Result<Message> decode_payload(std::string payload, StoredFields stored);

}  // namespace dispatcher
