#include "queue/census_row.hpp"

#include <chrono>
#include <utility>
#include <vector>

#include "queue/bytes.hpp"

namespace queue::census_row {
namespace {

struct Level {
  LaneNumber lane = 0;
  Priority priority = 0;
  AgeHistogram open;
};

WallTime wall_time(AgeHistogram::Minute minute) { return WallTime{minute.time_since_epoch()}; }

AgeHistogram::Minute read_minute(ByteReader& from) {
  return std::chrono::floor<std::chrono::minutes>(read_time(from));
}

bool read_level(ByteReader& from, Level& level) {
  level.lane = from.number<LaneNumber>();
  level.priority = from.number<Priority>();
  std::vector<AgeHistogram::Span> spans(from.number<std::uint8_t>());
  for (AgeHistogram::Span& span : spans) {
    span.begin = read_minute(from);
    span.end = read_minute(from);
    span.count = from.number<std::uint64_t>();
  }
  return level.lane != 0 && level.priority >= 1 && level.priority <= priorities_count &&
         level.open.restore(std::move(spans));
}

}  // namespace

std::string encode(const Census& census, std::uint64_t commit) {
  std::string bytes;
  append_number(bytes, commit);
  census.for_each_level([&](LaneNumber lane, Priority priority, const AgeHistogram& open) {
    if (open.count() == 0 || bytes.size() > bytes_max) return;
    append_numbers(bytes, lane, priority, static_cast<std::uint8_t>(open.spans().size()));
    for (const AgeHistogram::Span& span : open.spans()) {
      append_numbers(bytes, time_number(wall_time(span.begin)), time_number(wall_time(span.end)),
                     span.count);
    }
  });
  return bytes.size() > bytes_max ? std::string() : bytes;
}

Loaded load(Census& census, std::string_view bytes, std::uint64_t commit, std::uint64_t open_count,
            LaneNumber lane_last) {
  ByteReader from(bytes);
  if (from.number<std::uint64_t>() != commit) return Loaded::stale;
  std::vector<Level> levels;
  std::uint64_t counted = 0;
  while (!from.complete()) {
    Level& level = levels.emplace_back();
    if (!read_level(from, level) || level.lane > lane_last) return Loaded::unreadable;
    counted += level.open.count();
  }
  if (counted != open_count) return Loaded::stale;
  for (Level& level : levels) census.restore(level.lane, level.priority, std::move(level.open));
  census.finish();
  return Loaded::complete;
}

}  // namespace queue::census_row
