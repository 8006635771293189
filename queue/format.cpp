#include "queue/format.hpp"

#include <cassert>
#include <cstring>

#include "queue/bytes.hpp"

namespace queue::format {
namespace {

MessageKey read_key(ByteReader& from) {
  MessageKey key;
  key.lane = from.number<std::uint32_t>();
  key.priority = from.number<std::uint8_t>();
  key.sequence = from.number<std::uint64_t>();
  return key;
}

bool plausible(const MessageKey& key) {
  return key.lane != 0 && key.priority >= 1 && key.priority <= priorities_count &&
         key.sequence != 0;
}

void append_id(std::string& to, std::string_view id) {
  assert(!id.empty() && id.size() <= id_bytes_max);
  append_number(to, static_cast<std::uint8_t>(id.size()));
  to.append(id);
}

std::string_view read_id(ByteReader& from) { return from.bytes(from.number<std::uint8_t>()); }

}  // namespace

void append_key(std::string& to, const MessageKey& key) {
  assert(plausible(key));
  append_numbers(to, key.lane, key.priority, key.sequence);
}

std::string message_key(const MessageKey& key) {
  std::string bytes;
  append_key(bytes, key);
  return bytes;
}

std::optional<MessageKey> decode_message_key(std::string_view bytes) {
  ByteReader from(bytes);
  const MessageKey key = read_key(from);
  if (!from.complete() || !plausible(key)) return std::nullopt;
  return key;
}

void encode(std::string& to, const MessageEntry& entry) {
  assert(entry.standing != Standing::unwritten);
  append_number(to, static_cast<std::uint8_t>(entry.standing));
  if (has_ended(entry.standing)) append_number(to, entry.outcome);
  if (entry.standing == Standing::settled) return;
  if (entry.standing == Standing::due) append_time(to, entry.due);
  append_time(to, entry.accepted_at);
  append_time(to, entry.not_before);
  append_id(to, entry.id);
  to.append(entry.payload);
}

std::optional<MessageEntry> decode_message(std::string_view bytes) {
  ByteReader from(bytes);
  MessageEntry entry;
  entry.standing = static_cast<Standing>(from.number<std::uint8_t>());
  if (entry.standing == Standing::unwritten || entry.standing > Standing::dead) {
    return std::nullopt;
  }
  if (has_ended(entry.standing)) {
    entry.outcome = from.number<std::uint64_t>();
    if (entry.outcome == 0) return std::nullopt;
  }
  if (entry.standing == Standing::settled) {
    return from.complete() ? std::optional(entry) : std::nullopt;
  }
  if (entry.standing == Standing::due) entry.due = read_time(from);
  entry.accepted_at = read_time(from);
  entry.not_before = read_time(from);
  entry.id = read_id(from);
  entry.payload = from.rest();
  if (!from.complete() || entry.id.empty()) return std::nullopt;
  return entry;
}

void encode(std::string& to, const IdEntry& entry) {
  append_key(to, entry.key);
  to.append(reinterpret_cast<const char*>(entry.content.data()), entry.content.size());
}

std::optional<IdEntry> decode_id(std::string_view bytes) {
  ByteReader from(bytes);
  IdEntry entry;
  entry.key = read_key(from);
  const auto content = from.bytes(content_bytes);
  if (!from.complete() || !plausible(entry.key)) return std::nullopt;
  std::memcpy(entry.content.data(), content.data(), content_bytes);
  return entry;
}

std::string outcome_key(std::uint64_t number) {
  std::string bytes;
  append_number(bytes, number);
  return bytes;
}

std::optional<std::uint64_t> decode_outcome_key(std::string_view bytes) {
  ByteReader from(bytes);
  const auto number = from.number<std::uint64_t>();
  if (!from.complete() || number == 0) return std::nullopt;
  return number;
}

void encode(std::string& to, const OutcomeEntry& entry) {
  append_id(to, entry.id);
  to.append(entry.outcome);
}

std::optional<OutcomeEntry> decode_outcome(std::string_view bytes) {
  ByteReader from(bytes);
  OutcomeEntry entry;
  entry.id = read_id(from);
  entry.outcome = from.rest();
  if (!from.complete() || entry.id.empty()) return std::nullopt;
  return entry;
}

void encode(std::string& to, const ReceiptEntry& entry) {
  append_key(to, entry.key);
  append_number(to, entry.outcome);
}

std::optional<ReceiptEntry> decode_receipt(std::string_view bytes) {
  ByteReader from(bytes);
  ReceiptEntry entry;
  entry.key = read_key(from);
  entry.outcome = from.number<std::uint64_t>();
  if (!from.complete() || !plausible(entry.key) || entry.outcome == 0) return std::nullopt;
  return entry;
}

std::string history_key(const MessageKey& key, WallTime at) {
  std::string bytes;
  append_key(bytes, key);
  append_time(bytes, at);
  return bytes;
}

std::optional<WallTime> decode_history_time(std::string_view bytes) {
  ByteReader from(bytes);
  const MessageKey key = read_key(from);
  const WallTime at = read_time(from);
  if (!from.complete() || !plausible(key)) return std::nullopt;
  return at;
}

std::string revived_key(std::uint64_t outcome) { return 'r' + outcome_key(outcome); }

std::string due_key(const DueKey& due) {
  std::string bytes;
  append_time(bytes, due.time);
  append_key(bytes, due.key);
  return bytes;
}

std::optional<DueKey> decode_due_key(std::string_view bytes) {
  ByteReader from(bytes);
  DueKey due;
  due.time = read_time(from);
  due.key = read_key(from);
  if (!from.complete() || !plausible(due.key)) return std::nullopt;
  return due;
}

void encode(std::string& to, const ParkedEntry& entry) {
  append_number(to, static_cast<std::uint8_t>(entry.reason));
  to.append(entry.progress);
}

std::optional<ParkedEntry> decode_parked(std::string_view bytes) {
  ByteReader from(bytes);
  ParkedEntry entry;
  entry.reason = static_cast<ParkedReason>(from.number<std::uint8_t>());
  entry.progress = from.rest();
  if (!from.complete() || entry.reason < ParkedReason::scheduled ||
      entry.reason > ParkedReason::decided) {
    return std::nullopt;
  }
  return entry;
}

std::string slot_key(std::uint32_t slot) {
  std::string bytes;
  append_number(bytes, slot);
  return bytes;
}

void encode(std::string& to, const IntentEntry& entry) {
  append_number(to, std::uint8_t{1});
  append_key(to, entry.key);
  append_time(to, entry.at);
  to.append(entry.progress);
}

std::optional<IntentEntry> decode_intent(std::string_view bytes) {
  ByteReader from(bytes);
  if (from.number<std::uint8_t>() != 1) return std::nullopt;
  IntentEntry entry;
  entry.key = read_key(from);
  entry.at = read_time(from);
  entry.progress = from.rest();
  if (!from.complete() || !plausible(entry.key)) return std::nullopt;
  return entry;
}

void encode(std::string& to, const LaneEntry& entry) {
  append_number(to, entry.lane);
  append_number(to, entry.armed_limit);
}

std::optional<LaneEntry> decode_lane(std::string_view bytes) {
  ByteReader from(bytes);
  LaneEntry entry;
  entry.lane = from.number<LaneNumber>();
  entry.armed_limit = from.number<Sequence>();
  if (!from.complete() || entry.lane == 0) return std::nullopt;
  return entry;
}

}  // namespace queue::format
