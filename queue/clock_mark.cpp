#include "queue/clock_mark.hpp"

#include <string>

namespace queue {
namespace {

/// The two clocks are read one after the other; and what is less does not matter to a limit that is
/// counted over seconds.
constexpr std::chrono::milliseconds step_min{100};

bool is_one(const BootClock& one, const BootClock& other) {
  return one.boot_id == other.boot_id &&
         std::chrono::abs(one.wall_at_boot - other.wall_at_boot) <= step_min;
}

}  // namespace

WallTime ClockMark::look() {
  if (!clock_) return WallTime::max();
  if (!loaded_) {
    const auto bytes = books_.store.get(Family::meta, format::clock_key);
    if (books_.store.failed()) return WallTime::max();
    loaded_ = true;
    const auto entry = bytes ? format::decode_clock(*bytes) : std::nullopt;
    if (entry) {
      stored_ = {std::string(entry->boot_id), entry->wall_at_boot};
      since_ = entry->since;
    }
  }
  const BootClock clock = clock_();
  if (is_one(clock, stored_)) return since_;
  // Where nothing was ever sent no time of another clock can mislead.
  const bool is_new = stored_.boot_id.empty() && books_.counters.last_activity == WallTime{};
  stored_ = clock;
  since_ = is_new ? WallTime{} : books_.now();
  std::string value;
  format::encode(value, format::ClockEntry{clock.wall_at_boot, since_, clock.boot_id});
  books_.batch.put(Family::meta, format::clock_key, value);
  return since_;
}

}  // namespace queue
