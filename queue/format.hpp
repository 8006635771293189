#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "queue/spool.hpp"

/// What the spool writes to disk, key by key; FORMAT.md explains it. Decoding gives nothing for
/// bytes that this version never wrote. Pure, no engine headers. Numbers on disk: never change one,
/// only add; zero is never valid, so that a zeroed page reads as nobody's record.
namespace queue::format {

inline constexpr std::uint32_t version = 3;

/// After a death or damage that may have cost commits, numbers go on this much higher: a reader may
/// have seen one that is lost now, and must not meet it again on something else. No more can be
/// lost than is written while one sync lasts.
inline constexpr std::uint64_t numbers_skipped = std::uint64_t{1} << 20;

/// The only truth about where a message stands; `due` and `held` are indexes beside it.
enum class Standing : std::uint8_t {
  unwritten = 0,
  waiting = 1,
  due = 2,
  held = 3,
  settled = 4,
  dead = 5,  ///< settled, and the message is kept: a dead letter
};
inline bool has_ended(Standing standing) {
  return standing == Standing::settled || standing == Standing::dead;
}

/// `messages`: lane, priority, sequence.
inline constexpr std::size_t message_key_bytes = 4 + 1 + 8;
void append_key(std::string& to, const MessageKey& key);
std::string message_key(const MessageKey& key);
std::optional<MessageKey> decode_message_key(std::string_view bytes);

/// The value under a message key. `id` and `payload` view the bytes it was decoded from.
struct MessageEntry {
  Standing standing = Standing::unwritten;
  std::uint64_t outcome = 0;  ///< settled or dead: its number; settled: nothing below is kept
  WallTime due{};             ///< due: the time in its key in the due index
  WallTime accepted_at{};
  WallTime not_before{};
  std::string_view id;
  std::string_view payload;
};
void encode(std::string& to, const MessageEntry& entry);
std::optional<MessageEntry> decode_message(std::string_view bytes);

/// `ids`: id -> where its message is, and the start of its content digest. Immutable.
inline constexpr std::size_t content_bytes = 16;
struct IdEntry {
  MessageKey key;
  std::array<std::byte, content_bytes> content{};
};
void encode(std::string& to, const IdEntry& entry);
std::optional<IdEntry> decode_id(std::string_view bytes);

/// `outcomes`: number -> id, outcome bytes.
struct OutcomeEntry {
  std::string_view id;
  std::string_view outcome;
};
std::string outcome_key(std::uint64_t number);
std::optional<std::uint64_t> decode_outcome_key(std::string_view bytes);
void encode(std::string& to, const OutcomeEntry& entry);
std::optional<OutcomeEntry> decode_outcome(std::string_view bytes);

/// `receipts`: a receipt -> whose it is, and by which outcome.
struct ReceiptEntry {
  MessageKey key;
  std::uint64_t outcome = 0;
};
void encode(std::string& to, const ReceiptEntry& entry);
std::optional<ReceiptEntry> decode_receipt(std::string_view bytes);

/// `history`: message key, time -> the bytes of a note.
std::string history_key(const MessageKey& key, WallTime at);
/// Nothing: it is no key in `history`.
std::optional<WallTime> decode_history_time(std::string_view bytes);

/// `due`: time, message key -> why it waits. Times before 1970 sort first.
struct DueKey {
  WallTime time{};
  MessageKey key;
};
std::string due_key(const DueKey& due);
std::optional<DueKey> decode_due_key(std::string_view bytes);

enum class ParkedReason : std::uint8_t {
  scheduled = 1,  ///< `not_before` of its submission
  deferred = 2,   ///< after an attempt, or a try: known not to have been processed
  in_doubt = 3,   ///< may have been sent
  decided = 4,    ///< held, or sent anew; known not to have been processed
};

/// The value in `due` and in `held` (whose key is the message key).
struct ParkedEntry {
  ParkedReason reason = ParkedReason::deferred;
  std::string_view progress;
};
void encode(std::string& to, const ParkedEntry& entry);
std::optional<ParkedEntry> decode_parked(std::string_view bytes);

/// `intents`: slot -> the intent in it. `doubts`: message key -> an intent that outlived its
/// process.
struct IntentEntry {
  MessageKey key;
  WallTime at{};
  std::string_view progress;
};
std::string slot_key(std::uint32_t slot);
void encode(std::string& to, const IntentEntry& entry);
/// Nothing for a slot taken back too.
std::optional<IntentEntry> decode_intent(std::string_view bytes);
/// The value of a slot that was taken back.
inline constexpr std::string_view slot_free{"\2", 1};

/// `lanes`: name -> number, and what of the lane was ever armed.
struct LaneEntry {
  LaneNumber lane = 0;
  /// No message of the lane with a higher sequence was ever armed. Raised in the commit of the
  /// first intent above it, some way ahead.
  Sequence armed_limit = 0;
};
void encode(std::string& to, const LaneEntry& entry);
std::optional<LaneEntry> decode_lane(std::string_view bytes);

/// `dead`: an outcome key -> the message key of the dead letter. And for each that was revived, so
/// that nobody takes its first outcome for its end: this key, with no value.
std::string revived_key(std::uint64_t outcome);

/// `meta`.
inline constexpr std::string_view version_key = "version";
inline constexpr std::string_view counters_key = "counters";
inline constexpr std::string_view clock_key = "clock";
/// What is open, by lane, behind the commit that the row names (census_row.hpp).
inline constexpr std::string_view open_key = "open";
std::string watermark_key(LaneNumber lane, Priority priority);
/// Followed by a lane's name, also of one that does not exist yet: why an operator holds it.
inline constexpr std::string_view hold_prefix = "hold";
std::string hold_key(std::string_view lane_name);
/// Followed by the name of a group of lanes: why an operator holds it.
inline constexpr std::string_view group_prefix = "group";
std::string group_key(std::string_view group);

/// Which clock the wall times in the spool are of, from `since` on; at any earlier time it may have
/// been another.
struct ClockEntry {
  WallTime wall_at_boot{};
  WallTime since{};
  std::string_view boot_id;
};
void encode(std::string& to, const ClockEntry& entry);
std::optional<ClockEntry> decode_clock(std::string_view bytes);

/// Rewritten in every commit, and so always exactly as old as what it counts.
struct Counters {
  std::uint64_t commits = 0;
  Sequence sequence_last = 0;
  std::uint64_t outcome_last = 0;
  LaneNumber lane_last = 0;
  std::uint64_t open_count = 0;
  std::uint64_t held_count = 0;
  std::uint64_t due_count = 0;
  std::uint64_t in_doubt_count = 0;  ///< in `doubts`, or parked for that reason; each once
  WallTime last_activity{};
  std::uint64_t dead_count = 0;
  /// Of the commits, those that raise an armed limit or settle a message above one: while none of
  /// these is lost, a message above its limit is known to be as it was accepted.
  std::uint64_t limit_commits = 0;
};
inline constexpr std::size_t counters_bytes = 10 * 8 + 4;
void encode(std::string& to, const Counters& counters);
std::optional<Counters> decode_counters(std::string_view bytes);

}  // namespace queue::format
