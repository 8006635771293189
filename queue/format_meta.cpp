#include "queue/bytes.hpp"
#include "queue/format.hpp"

/// The rows of `meta`.
namespace queue::format {

std::string watermark_key(LaneNumber lane, Priority priority) {
  std::string bytes = "watermark";
  append_number(bytes, lane);
  append_number(bytes, priority);
  return bytes;
}

std::string hold_key(std::string_view lane_name) {
  return std::string(hold_prefix).append(lane_name);
}

std::string group_key(std::string_view group) { return std::string(group_prefix).append(group); }

void encode(std::string& to, const Counters& counters) {
  append_numbers(to, counters.commits, counters.sequence_last, counters.outcome_last,
                 counters.lane_last, counters.open_count, counters.held_count, counters.due_count,
                 counters.in_doubt_count, time_number(counters.last_activity), counters.dead_count,
                 counters.limit_commits);
}

std::optional<Counters> decode_counters(std::string_view bytes) {
  ByteReader from(bytes);
  Counters counters;
  counters.commits = from.number<std::uint64_t>();
  counters.sequence_last = from.number<std::uint64_t>();
  counters.outcome_last = from.number<std::uint64_t>();
  counters.lane_last = from.number<std::uint32_t>();
  counters.open_count = from.number<std::uint64_t>();
  counters.held_count = from.number<std::uint64_t>();
  counters.due_count = from.number<std::uint64_t>();
  counters.in_doubt_count = from.number<std::uint64_t>();
  counters.last_activity = read_time(from);
  counters.dead_count = from.number<std::uint64_t>();
  counters.limit_commits = from.number<std::uint64_t>();
  if (!from.complete()) return std::nullopt;
  return counters;
}

void encode(std::string& to, const ClockEntry& entry) {
  append_time(to, entry.wall_at_boot);
  append_time(to, entry.since);
  to.append(entry.boot_id);
}

std::optional<ClockEntry> decode_clock(std::string_view bytes) {
  ByteReader from(bytes);
  ClockEntry entry;
  entry.wall_at_boot = read_time(from);
  entry.since = read_time(from);
  entry.boot_id = from.rest();
  if (!from.complete() || entry.boot_id.empty()) return std::nullopt;
  return entry;
}

}  // namespace queue::format
