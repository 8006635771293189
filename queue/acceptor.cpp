#include "queue/acceptor.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {
namespace {

void assert_within_bounds(const Submission& submission) {
  assert(!submission.id.empty() && submission.id.size() <= id_bytes_max);
  assert(!submission.lane_name.empty() && submission.lane_name.size() <= lane_name_bytes_max);
  assert(submission.priority >= 1 && submission.priority <= priorities_count);
  assert(submission.payload.size() <= payload_bytes_max);
}

format::IdEntry id_entry(const MessageKey& key, const Submission& submission) {
  format::IdEntry entry{key, {}};
  std::copy_n(submission.content.begin(), format::content_bytes, entry.content.begin());
  return entry;
}

/// What was rebuilt after damage has an id whose digest is unknown, and stored as zeros: it counts
/// as equal, so that nobody is texted twice.
Acceptance compare(const Submission& submission, const std::byte* known) {
  const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
  if (std::all_of(known, known + format::content_bytes, is_zero)) return Acceptance::duplicate;
  const bool equal = std::equal(known, known + format::content_bytes, submission.content.begin());
  return equal ? Acceptance::duplicate : Acceptance::conflict;
}

}  // namespace

std::optional<std::vector<Acceptance>> Acceptor::accept(std::vector<Submission>& submissions,
                                                        WallTime accepted_at) {
  std::vector<std::string_view> ids;
  ids.reserve(submissions.size());
  for (const Submission& submission : submissions) ids.push_back(submission.id);
  const auto known = books_.store.get_all(Family::ids, ids);
  if (books_.store.failed()) return std::nullopt;

  std::vector<Acceptance> answers;
  answers.reserve(submissions.size());
  for (std::size_t i = 0; i < submissions.size();
       ++i) {  // all of them, or the batch would hold a part
    Submission& submission = submissions[i];
    assert_within_bounds(submission);
    if (known[i]) {
      const auto entry = format::decode_id(*known[i]);
      if (!entry) books_.store.fail_undecodable(Family::ids, submission.id);
      answers.push_back(entry ? compare(submission, entry->content.data()) : Acceptance::conflict);
      continue;
    }
    const auto [earlier, is_new] = fresh_.try_emplace(submission.id, submission.content);
    answers.push_back(is_new ? Acceptance::accepted : compare(submission, earlier->second.data()));
    if (is_new) store(submission, accepted_at);
  }
  return answers;
}

void Acceptor::store(Submission& submission, WallTime accepted_at) {
  SpoolLane& lane = lane_of(submission);
  const MessageKey key{lane.number, submission.priority, ++books_.counters.sequence_last};
  books_.opened(key, accepted_at);
  const bool scheduled = submission.not_before > accepted_at;

  key_.clear();
  format::append_key(key_, key);
  value_.clear();
  format::encode(value_, format::MessageEntry{.standing = scheduled ? format::Standing::due
                                                                    : format::Standing::waiting,
                                              .due = submission.not_before,
                                              .accepted_at = accepted_at,
                                              .not_before = submission.not_before,
                                              .id = submission.id,
                                              .payload = submission.payload});
  books_.batch.put(Family::messages, key_, value_);
  value_.clear();
  format::encode(value_, id_entry(key, submission));
  books_.batch.put(Family::ids, submission.id, value_);

  if (scheduled) {
    due_.insert(key, submission.not_before, {format::ParkedReason::scheduled, {}});
    return;
  }
  if (!lane.level(key.priority).read_to_end) return;
  StoredMessage& fresh = news_.fresh.emplace_back();
  fresh.key = key;
  fresh.accepted_at = accepted_at;
  fresh.not_before = submission.not_before;
  fresh.id = submission.id;
  fresh.payload = std::move(submission.payload);
}

SpoolLane& Acceptor::lane_of(const Submission& submission) {
  if (SpoolLane* known = books_.lanes.find(submission.lane_name)) return *known;
  SpoolLane& lane = books_.lanes.add(++books_.counters.lane_last, submission.lane_name);
  if (books_.shard_of) {
    lane.shard = books_.shard_of(lane.name);
    for (LaneLevel& level : lane.levels) level.read_to_end = true;
  }
  value_.clear();
  format::encode(value_, format::LaneEntry{.lane = lane.number});
  books_.batch.put(Family::lanes, lane.name, value_);
  news_.lanes_opened.push_back(lane.number);
  return lane;
}

Acceptor::News Acceptor::committed() {
  fresh_.clear();
  return std::exchange(news_, {});
}

}  // namespace queue
