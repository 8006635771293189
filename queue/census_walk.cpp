#include "queue/census_walk.hpp"

#include <cassert>

namespace queue {
namespace {

/// What one step may cost, in entries of an index or messages; some 0.4 ms.
constexpr std::size_t step_cost = 256;
/// To go to the first message of a level that may be open costs as much as so many messages.
constexpr std::size_t seek_cost = 16;

}  // namespace

CensusWalk::CensusWalk(Books& books) : books_(books) {
  if (books_.census.complete()) return;
  for (const SpoolLane& lane : books_.lanes) {
    for (std::size_t i = 0; i < lane.levels.size(); ++i) {
      const auto priority = static_cast<Priority>(i + 1);
      books_.census.set_mark(lane.number, priority, lane.levels[i].watermark);
    }
  }
  if (books_.counters.open_count == 0) books_.census.finish();
}

bool CensusWalk::step() {
  assert(books_.batch.empty());
  if (books_.census.complete()) return true;
  switch (stage_) {
    case Stage::held:
      if (mark_some(Family::held)) stage_ = Stage::due;
      break;
    case Stage::due:
      if (!mark_some(Family::due)) break;
      stage_ = Stage::messages;
      books_.census.begin_passing();
      break;
    case Stage::messages:
      count_some();
      break;
  }
  return books_.census.complete();
}

/// True: that was all of the family. What comes to stand in it behind the walk's back, the census
/// is told of.
bool CensusWalk::mark_some(Family family) {
  const auto entries = books_.store.iterate(family);
  entries->Seek(next_);
  for (std::size_t cost = 0; cost < step_cost && entries->Valid(); ++cost, entries->Next()) {
    const std::string_view stored = entries->key().ToStringView();
    const auto due = format::decode_due_key(stored);
    const auto key = family == Family::due ? (due ? std::optional(due->key) : std::nullopt)
                                           : format::decode_message_key(stored);
    if (!key) return books_.store.fail_undecodable(family, stored), false;
    books_.census.open_at(*key);
  }
  books_.store.check(*entries);
  if (books_.store.failed()) return false;
  next_ = entries->Valid() ? entries->key().ToString() : std::string();
  return !entries->Valid();
}

void CensusWalk::count_some() {
  const auto entries = books_.store.iterate(Family::messages);
  MessageKey first = books_.census.position();
  ++first.sequence;
  entries->Seek(format::message_key(first));
  std::size_t cost = seek_cost;
  while (cost < step_cost && entries->Valid()) {
    const std::string_view stored = entries->key().ToStringView();
    const auto key = format::decode_message_key(stored);
    const auto entry = format::decode_message(entries->value().ToStringView());
    if (!key || !entry) return books_.store.fail_undecodable(Family::messages, stored);
    const Sequence mark = books_.census.mark(key->lane, key->priority);
    if (key->sequence <= mark) {
      books_.census.pass({key->lane, key->priority, mark});
      entries->Seek(format::message_key({key->lane, key->priority, mark + 1}));
      cost += seek_cost;
      continue;
    }
    if (format::has_ended(entry->standing)) {
      books_.census.pass(*key);
    } else {
      books_.census.pass_open(*key, entry->accepted_at);
    }
    entries->Next();
    ++cost;
  }
  books_.store.check(*entries);
  if (!books_.store.failed() && !entries->Valid()) books_.census.finish();
}

}  // namespace queue
