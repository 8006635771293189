#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "queue/spool.hpp"
#include "queue/spool_control.hpp"

namespace simulation {

using Standing = queue::MessageView::Standing;

/// An intent to send.
struct Intent {
  queue::MessageKey key;
  queue::WallTime at{};
  std::string progress;
};

/// A message as it is on disk.
struct Kept {
  queue::StoredMessage stored;  ///< `progress` as the due index or the hold has it
  Standing standing = Standing::waiting;
  queue::WallTime due{};
  bool scheduled = false;
  bool is_awaited = false;  ///< in the due index after an attempt: later ones wait for it
  bool in_doubt = false;
  std::string outcome{};
  std::string receipt{};
  std::optional<Intent> doubt{};  ///< left by a process that died
  std::vector<queue::HistoryNote> notes{};
};

/// What a spool's files hold, and how to take back what was written last.
class Disk {
 public:
  const std::map<queue::Sequence, Kept>& messages() const { return messages_; }
  const std::map<std::uint32_t, Intent>& intents() const { return intents_; }
  const std::vector<std::string>& lanes() const { return lanes_; }
  queue::WallTime last_activity() const { return last_activity_; }
  const std::map<std::string, std::string>& holds() const { return holds_; }

  const Kept* find(queue::Sequence sequence) const {
    const auto at = messages_.find(sequence);
    return at == messages_.end() ? nullptr : &at->second;
  }
  const Kept* find(const std::string& id) const {
    const auto at = sequences_.find(id);
    return at == sequences_.end() ? nullptr : find(at->second);
  }
  queue::LaneNumber lane(const std::string& name) const {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i] == name) return static_cast<queue::LaneNumber>(i + 1);
    }
    return 0;
  }

  /// Numbers of messages are never used again, whatever is lost.
  queue::Sequence next_sequence() { return ++last_sequence_; }
  queue::Sequence last_sequence() const { return last_sequence_; }
  void add(Kept kept) {
    const queue::Sequence sequence = kept.stored.key.sequence;
    sequences_.emplace(kept.stored.id, sequence);
    messages_.emplace(sequence, std::move(kept));
    undo([this, sequence] {
      const auto lost = messages_.extract(sequence);
      sequences_.erase(lost.mapped().stored.id);
    });
  }
  queue::LaneNumber add_lane(const std::string& name) {
    lanes_.push_back(name);
    undo([this] { lanes_.pop_back(); });
    return static_cast<queue::LaneNumber>(lanes_.size());
  }
  /// There is such a message.
  Kept& change(queue::Sequence sequence) {
    Kept& kept = messages_.at(sequence);
    undo([this, sequence, before = kept] { messages_.at(sequence) = before; });
    return kept;
  }
  void set_intent(std::uint32_t slot, std::optional<Intent> intent) {
    const auto known = intents_.find(slot);
    std::optional<Intent> before;
    if (known != intents_.end()) before = known->second;
    undo([this, slot, before] { put_intent(slot, before); });
    put_intent(slot, std::move(intent));
  }
  void set_active(queue::WallTime now) {
    undo([this, before = last_activity_] { last_activity_ = before; });
    last_activity_ = now;
  }
  void set_hold(const std::string& lane, const std::string& why) {
    undo([this, before = holds_] { holds_ = before; });
    holds_[lane] = why;
    if (why.empty()) holds_.erase(lane);
  }

  /// What was changed since the last one is one commit.
  std::uint64_t commit() { return ++commits_; }
  /// Commits up to this one are safe.
  void synced(std::uint64_t commit) {
    std::erase_if(undo_, [commit](const auto& entry) { return entry.first <= commit; });
  }
  /// What is not safe is lost.
  void lose_power() {
    while (!undo_.empty()) {
      const auto last = std::move(undo_.back().second);
      undo_.pop_back();
      last();
    }
  }

 private:
  void undo(std::function<void()> how) { undo_.emplace_back(commits_ + 1, std::move(how)); }
  void put_intent(std::uint32_t slot, std::optional<Intent> intent) {
    if (intent) {
      intents_[slot] = std::move(*intent);
    } else {
      intents_.erase(slot);
    }
  }

  std::map<queue::Sequence, Kept> messages_;
  std::unordered_map<std::string, queue::Sequence> sequences_;  // by id
  std::map<std::uint32_t, Intent> intents_;
  std::vector<std::string> lanes_;
  std::map<std::string, std::string> holds_;  // of lanes, by operators
  queue::WallTime last_activity_{};
  queue::Sequence last_sequence_ = 0;
  std::uint64_t commits_ = 0;
  std::vector<std::pair<std::uint64_t, std::function<void()>>> undo_;
};

}  // namespace simulation
