#include <algorithm>
#include <utility>

#include "tests/simulation/spool.hpp"

/// What comes due is handed out as far as the credit goes, and what waits behind it is not read
/// before.
namespace simulation {
namespace {

/// A due time is wall time, which may be set: looked at again at least this often.
constexpr std::chrono::milliseconds due_patience{500};
/// Out of each lane without credit: of those that are awaited, and of the others.
constexpr std::uint32_t always_out_max = 1;

}  // namespace

/// All that is due and not handed out, in its order.
std::vector<const Kept*> SimSpool::come_due() const {
  std::vector<const Kept*> due;
  for (const auto& [sequence, kept] : disk_.messages()) {
    const bool is_due = kept.standing == Standing::due && kept.due <= watch_.wall_now();
    if (is_due && !run_.due_out.contains(sequence) && !withheld(kept)) due.push_back(&kept);
  }
  std::ranges::stable_sort(due, {}, &Kept::due);
  return due;
}

bool SimSpool::has_room(const Kept& kept) const {
  const auto out = run_.due_out_counts.find({kept.stored.key.lane, kept.is_awaited});
  return run_.credit > 0 || out == run_.due_out_counts.end() || out->second < always_out_max;
}

void SimSpool::hand_out_due() {
  queue::DueRead told;
  std::set<queue::LaneNumber> behind;  // of which something that nobody awaits waits for credit
  for (const Kept* kept : come_due()) {
    const queue::MessageKey& key = kept->stored.key;
    const bool wanted = run_.due_wanted.erase(key.sequence) > 0;
    if (!wanted && !kept->is_awaited && behind.contains(key.lane)) continue;
    if (!wanted && !has_room(*kept)) {
      if (!kept->is_awaited) behind.insert(key.lane);
      continue;
    }
    --run_.credit;
    run_.due_out.insert(key.sequence);
    ++run_.due_out_counts[{key.lane, kept->is_awaited}];
    if (plan_.plant == Plant::lost_due && ++planted_count_ % 8 == 0) continue;
    told.messages.push_back(kept->stored);
    if (plan_.plant == Plant::delivered_twice && ++planted_count_ % 8 == 0) {
      run_.due_out.erase(key.sequence);
      --run_.due_out_counts[{key.lane, kept->is_awaited}];
      want_turn();
    }
  }
  const auto most = plan_.due_ahead_max + 2 * always_out_max * disk_.lanes().size();
  if (run_.due_out.size() > 2 * most) watch_.on_broken("more is handed out than there is room for");
  read_on();  // an end that was told before is none for what comes now
  if (!told.messages.empty()) tell(std::move(told));
  look_again();
}

/// When the next one comes due.
void SimSpool::look_again() {
  const queue::WallTime now = watch_.wall_now();
  std::optional<queue::WallTime> next;
  for (const auto& [sequence, kept] : disk_.messages()) {
    if (kept.standing != Standing::due || kept.due <= now) continue;
    next = next ? std::min(*next, kept.due) : kept.due;
  }
  if (!next) return;
  later(std::min<Duration>(*next - now, due_patience), [this, watch = ++run_.due_watch] {
    if (watch == run_.due_watch) hand_out_due();
  });
}

/// What was accepted then or later goes behind something scheduled that is not handed out.
queue::WallTime SimSpool::read_limit(queue::LaneNumber lane) const {
  if (plan_.plant == Plant::due_overtaken) return queue::WallTime::max();
  for (const Kept* kept : come_due()) {
    if (kept->scheduled && kept->stored.key.lane == lane) return kept->due;
  }
  return queue::WallTime::max();
}

void SimSpool::read_on() {
  std::erase_if(run_.cuts, [this](const auto& cut) {
    const auto& [level, accepted_at] = cut;
    const bool again = read_limit(level.first) > accepted_at;
    if (again) tell(queue::LaneGrew{level.first, level.second});
    return again;
  });
}

}  // namespace simulation
