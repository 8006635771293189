#include "queue/decision_walk.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace queue {
namespace {

/// Entries passed in one stretch, those that have ended included: in a batch each is a read, in a
/// lane they lie one behind the other.
constexpr std::size_t batch_steps_max = 128;
constexpr std::size_t lane_steps_max = 1024;

/// In a lane: "PRIORITY.SEQUENCE".
std::string position_of(const MessageKey& key) {
  return std::to_string(key.priority) + "." + std::to_string(key.sequence);
}

std::optional<MessageKey> parse_position(LaneNumber lane, std::string_view text) {
  MessageKey key{lane, 1, 0};
  if (text.empty()) return key;
  const char* const end = text.data() + text.size();
  const auto priority = std::from_chars(text.data(), end, key.priority);
  if (priority.ec != std::errc{} || priority.ptr == end || *priority.ptr != '.') {
    return std::nullopt;
  }
  const auto sequence = std::from_chars(priority.ptr + 1, end, key.sequence);
  const bool whole = sequence.ec == std::errc{} && sequence.ptr == end;
  if (!whole || key.priority < 1 || key.priority > priorities_count) return std::nullopt;
  return key;
}

}  // namespace

DecisionWalk::Stretch DecisionWalk::next(const Decide& decide, const std::string& after,
                                         std::size_t count_max) {
  switch (decide.which) {
    case Decide::Which::id:
      if (after.empty()) return single(decide.name);
      break;
    case Decide::Which::ids:
      return in_list(decide.ids, after, count_max);
    case Decide::Which::batch:
      return in_batch(decide.name, after, count_max);
    case Decide::Which::lane:
      return in_lane(decide.name, after, count_max);
  }
  return {.found = {}, .position = {}, .at_end = true};
}

std::optional<MessageKey> DecisionWalk::key_in(std::string_view id, std::string_view value) {
  const auto entry = format::decode_id(value);
  if (!entry) {
    books_.store.fail_undecodable(Family::ids, id);
    return std::nullopt;
  }
  return entry->key;
}

bool DecisionWalk::has_ended(const MessageKey& key) {
  const auto loaded = books_.load(key);
  return loaded && format::has_ended(loaded->entry().standing);
}

/// False: the store failed.
bool DecisionWalk::find(const std::string& id, std::string position, Stretch& stretch) {
  const auto bytes = books_.store.get(Family::ids, id);
  if (books_.store.failed()) return false;
  Candidate candidate{id, std::nullopt, std::move(position)};
  if (bytes) candidate.key = key_in(id, *bytes);
  stretch.found.push_back(std::move(candidate));
  return true;
}

DecisionWalk::Stretch DecisionWalk::single(const std::string& id) {
  Stretch stretch{.found = {}, .position = id, .at_end = true};
  find(id, id, stretch);
  return stretch;
}

/// A position is how many of them lie before it.
DecisionWalk::Stretch DecisionWalk::in_list(const std::vector<std::string>& ids,
                                            const std::string& after, std::size_t count_max) {
  Stretch stretch{.found = {}, .position = after, .at_end = true};
  std::size_t at = 0;
  const char* const end = after.data() + after.size();
  if (!after.empty() && std::from_chars(after.data(), end, at).ptr != end) return stretch;
  for (; at < ids.size() && stretch.found.size() < count_max; ++at) {
    stretch.position = std::to_string(at + 1);
    if (!find(ids[at], stretch.position, stretch)) return stretch;
  }
  stretch.at_end = at >= ids.size();
  return stretch;
}

DecisionWalk::Stretch DecisionWalk::in_batch(const std::string& name, const std::string& after,
                                             std::size_t count_max) {
  Stretch stretch{.found = {}, .position = after, .at_end = false};
  const std::string prefix = name + ":";
  const auto entries = books_.store.iterate(Family::ids);
  entries->Seek(std::max(prefix, after));
  if (entries->Valid() && entries->key() == after) entries->Next();
  for (std::size_t step = 0; step < batch_steps_max; ++step, entries->Next()) {
    if (stretch.found.size() == count_max) break;
    stretch.at_end = !entries->Valid() || !entries->key().starts_with(prefix);
    if (stretch.at_end) break;
    stretch.position = entries->key().ToString();
    const auto key = key_in(stretch.position, entries->value().ToStringView());
    if (!key) break;
    if (!has_ended(*key)) stretch.found.push_back({stretch.position, key, stretch.position});
  }
  books_.store.check(*entries);
  return stretch;
}

DecisionWalk::Stretch DecisionWalk::in_lane(const std::string& name, const std::string& after,
                                            std::size_t count_max) {
  Stretch stretch{.found = {}, .position = after, .at_end = true};
  const SpoolLane* lane = books_.lanes.find(name);
  if (lane == nullptr) return stretch;
  const auto start = parse_position(lane->number, after);
  if (!start) return stretch;
  MessageKey last = *start;
  ++last.sequence;
  const auto entries = books_.store.iterate(Family::messages);
  entries->Seek(format::message_key(last));
  for (std::size_t step = 0; step < lane_steps_max; ++step, entries->Next()) {
    stretch.at_end = false;
    if (stretch.found.size() == count_max) break;
    stretch.at_end = !entries->Valid();
    if (stretch.at_end) break;
    const std::string_view stored = entries->key().ToStringView();
    const auto key = format::decode_message_key(stored);
    const auto entry = format::decode_message(entries->value().ToStringView());
    if (!key || !entry) return books_.store.fail_undecodable(Family::messages, stored), stretch;
    stretch.at_end = key->lane != lane->number;
    if (stretch.at_end) break;
    last = *key;
    if (!format::has_ended(entry->standing)) stretch.found.push_back({{}, key, position_of(*key)});
  }
  books_.store.check(*entries);
  stretch.position = position_of(last);
  return stretch;
}

}  // namespace queue
