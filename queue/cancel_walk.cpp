#include "queue/cancel_walk.hpp"

#include <charconv>
#include <utility>

namespace queue {
namespace {

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

std::vector<CancelWalk::Candidate> CancelWalk::next(const Decide& cancel, const std::string& after,
                                                    std::size_t count_max) {
  switch (cancel.which) {
    case Decide::Which::id:
      return after.empty() ? single(cancel.name) : std::vector<Candidate>{};
    case Decide::Which::batch:
      return in_batch(cancel.name, after, count_max);
    case Decide::Which::lane:
      return in_lane(cancel.name, after, count_max);
  }
  return {};
}

std::optional<MessageKey> CancelWalk::key_in(std::string_view id, std::string_view value) {
  const auto entry = format::decode_id(value);
  if (!entry) {
    books_.store.fail_undecodable(Family::ids, id);
    return std::nullopt;
  }
  return entry->key;
}

std::vector<CancelWalk::Candidate> CancelWalk::single(const std::string& id) {
  const auto bytes = books_.store.get(Family::ids, id);
  if (books_.store.failed()) return {};
  Candidate candidate{id, std::nullopt, id};
  if (bytes) candidate.key = key_in(id, *bytes);
  return {std::move(candidate)};
}

std::vector<CancelWalk::Candidate> CancelWalk::in_batch(const std::string& name,
                                                        const std::string& after,
                                                        std::size_t count_max) {
  std::vector<Candidate> found;
  const std::string prefix = name + ":";
  const auto entries = books_.store.iterate(Family::ids);
  entries->Seek(std::max(prefix, after));
  if (entries->Valid() && entries->key() == after) entries->Next();
  for (; entries->Valid() && found.size() < count_max; entries->Next()) {
    const std::string id = entries->key().ToString();
    if (!id.starts_with(prefix)) break;
    const auto key = key_in(id, entries->value().ToStringView());
    if (!key) return found;
    found.push_back({id, key, id});
  }
  books_.store.check(*entries);
  return found;
}

std::vector<CancelWalk::Candidate> CancelWalk::in_lane(const std::string& name,
                                                       const std::string& after,
                                                       std::size_t count_max) {
  std::vector<Candidate> found;
  const SpoolLane* lane = books_.lanes.find(name);
  if (lane == nullptr) return found;
  const auto start = parse_position(lane->number, after);
  if (!start) return found;
  MessageKey first = *start;
  ++first.sequence;
  const auto entries = books_.store.iterate(Family::messages);
  for (entries->Seek(format::message_key(first)); entries->Valid() && found.size() < count_max;
       entries->Next()) {
    const std::string_view stored = entries->key().ToStringView();
    const auto key = format::decode_message_key(stored);
    if (!key) return books_.store.fail_undecodable(Family::messages, stored), found;
    if (key->lane != lane->number) break;
    found.push_back({{}, key, position_of(*key)});
  }
  books_.store.check(*entries);
  return found;
}

}  // namespace queue
