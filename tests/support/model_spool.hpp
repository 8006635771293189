#pragma once

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dispatcher/message/message.hpp"
#include "dispatcher/message/payload.hpp"
#include "queue/ring.hpp"
#include "queue/spool.hpp"

namespace test_support {

/// A shard's end of a spool in memory that answers at once, and remembers what it was asked.
class ModelSpool final : public queue::ShardSpool {
 public:
  /// Gets all events; belongs to the shard.
  queue::Ring<queue::SpoolEvent>* events = nullptr;
  std::vector<queue::ShardRequest> records;  ///< Arm, Revoke, Settle, Defer, Hold in their order
  std::function<void()> on_record = [] {};
  std::function<void()> on_status = [] {};

  void tell(queue::SpoolEvent event) { events->try_push(event); }

  /// Stores a message as waiting; its lane is opened with its first one.
  queue::StoredMessage add(const dispatcher::Message& message, queue::WallTime accepted_at) {
    queue::StoredMessage stored;
    stored.key = {lane_of(std::string(message.service.text())),
                  static_cast<queue::Priority>(message.priority), ++last_sequence_};
    stored.accepted_at = accepted_at;
    stored.id = message.id;
    dispatcher::append_payload(stored.payload, message);
    waiting_.push_back(stored);
    return stored;
  }

  /// What a start tells: lanes first.
  void open_lanes() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      tell(queue::LaneOpened{static_cast<queue::LaneNumber>(i + 1), lanes_[i]});
    }
  }

  void request(queue::ShardRequest request) override {
    if (auto* read = std::get_if<queue::ReadLane>(&request)) {
      answer(*read);
    } else if (auto* again = std::get_if<queue::ReadMessages>(&request)) {
      answer(*again);
    } else if (std::holds_alternative<queue::AskStatus>(request)) {
      tell(queue::SpoolStatus{});
      on_status();
    } else if (!std::holds_alternative<queue::DueCredit>(request)) {
      if (auto* arm = std::get_if<queue::Arm>(&request)) tell(queue::Armed{{arm->slot}});
      records.push_back(std::move(request));
      on_record();
    }
  }

  /// The records of one kind.
  template <class Record>
  std::vector<Record> of() const {
    std::vector<Record> found;
    for (const auto& record : records) {
      if (const auto* one = std::get_if<Record>(&record)) found.push_back(*one);
    }
    return found;
  }

 private:
  queue::LaneNumber lane_of(const std::string& name) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i] == name) return static_cast<queue::LaneNumber>(i + 1);
    }
    lanes_.push_back(name);
    return static_cast<queue::LaneNumber>(lanes_.size());
  }

  void answer(const queue::ReadLane& read) {
    queue::LaneRead told{read.lane, read.priority, {}, read.after, true};
    for (const auto& stored : waiting_) {
      const bool wanted = stored.key.lane == read.lane && stored.key.priority == read.priority &&
                          stored.key.sequence > read.after;
      if (!wanted) continue;
      if (told.messages.size() == read.count_max) {
        told.end = false;
        break;
      }
      told.messages.push_back(stored);
      told.next = stored.key.sequence;
    }
    tell(std::move(told));
  }

  void answer(const queue::ReadMessages& again) {
    queue::LaneRead told{again.lane, again.priority, {}, 0, false};
    for (const queue::Sequence sequence : again.sequences) {
      for (const auto& stored : waiting_) {
        if (stored.key.sequence == sequence) told.messages.push_back(stored);
      }
    }
    tell(std::move(told));
  }

  std::vector<std::string> lanes_;
  std::vector<queue::StoredMessage> waiting_;
  queue::Sequence last_sequence_ = 0;
};

}  // namespace test_support
