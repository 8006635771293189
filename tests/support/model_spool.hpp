#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
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
  /// Arm, Revoke, Settle, Defer, Hold, LetBe in their order.
  std::vector<queue::ShardRequest> records;
  std::vector<queue::Recall> recalls;
  std::function<void()> on_record = [] {};
  std::function<void()> on_status = [] {};
  /// What is deferred and due by now comes back at once; the rest as `bring_back_deferred` says.
  std::function<queue::WallTime()> now = [] { return queue::WallTime{}; };
  std::map<queue::LaneNumber, std::string> lane_holds;  ///< by an operator: why
  /// By lane, as LaneOpened tells them.
  std::map<queue::LaneNumber, std::vector<queue::WallTime>> arrived_latest;
  std::vector<queue::DueBlocks> after_doubts;
  std::vector<queue::FindReceipts> receipts_asked;
  std::vector<std::uint32_t> due_credits;
  std::vector<std::uint32_t> pass_credits;
  /// Asked for by a ReadMessages while in the due index.
  std::vector<queue::Sequence> due_wanted;
  /// Whose each receipt is; a Settle with one adds it.
  std::map<std::string, queue::MessageKey> receipt_owners;
  /// The notes that came with records, in their order.
  std::map<queue::Sequence, std::vector<queue::HistoryNote>> notes;

  void tell(queue::SpoolEvent event) { events->try_push(event); }

  /// Stores a message as waiting; its lane is opened with its first one.
  queue::StoredMessage add(const dispatcher::Message& message, queue::WallTime accepted_at) {
    queue::StoredMessage stored;
    stored.key = {lane_of(std::string(message.service.text())),
                  static_cast<queue::Priority>(message.priority), ++last_sequence_};
    stored.accepted_at = accepted_at;
    stored.id = message.id;
    dispatcher::append_payload(stored.payload, message);
    kept_.push_back({stored});
    return stored;
  }

  /// Stores a message that no read gives.
  queue::StoredMessage add_passed(const dispatcher::Message& message, queue::WallTime accepted_at) {
    add(message, accepted_at);
    kept_.back().waiting = false;
    return kept_.back().stored;
  }

  /// Stores a message in the due index; without progress it was never tried.
  queue::StoredMessage add_due(const dispatcher::Message& message, queue::WallTime accepted_at,
                               std::string progress = {}) {
    add(message, accepted_at);
    kept_.back().waiting = false;
    kept_.back().deferred = true;
    kept_.back().due = message.not_before;
    kept_.back().stored.not_before = message.not_before;
    kept_.back().stored.progress = std::move(progress);
    return kept_.back().stored;
  }

  /// What a start tells: lanes, then what is in doubt, then what is due and was tried.
  void open_lanes() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const auto number = static_cast<queue::LaneNumber>(i + 1);
      tell(queue::LaneOpened{number, lanes_[i], lane_holds[number], arrived_latest[number]});
    }
    for (const queue::InDoubt& in_doubt : in_doubt_) tell(in_doubt);
    for (const queue::DueBlocks& blocks : after_doubts) tell(blocks);
  }

  void request(queue::ShardRequest request) override {
    if (auto* read = std::get_if<queue::ReadLane>(&request)) {
      answer(*read);
    } else if (auto* again = std::get_if<queue::ReadMessages>(&request)) {
      answer(*again);
    } else if (std::holds_alternative<queue::AskStatus>(request)) {
      tell(queue::SpoolStatus{});
      on_status();
    } else if (auto* recall = std::get_if<queue::Recall>(&request)) {
      recalls.push_back(*recall);
      answer(*recall);
    } else if (auto* asked = std::get_if<queue::FindReceipts>(&request)) {
      receipts_asked.push_back(*asked);
      answer(*asked);
    } else if (const auto* credit = std::get_if<queue::DueCredit>(&request)) {
      due_credits.push_back(credit->count);
    } else if (const auto* passing = std::get_if<queue::PassCredit>(&request)) {
      pass_credits.push_back(passing->count);
    } else {
      if (auto* arm = std::get_if<queue::Arm>(&request)) tell(queue::Armed{{arm->slot}});
      book(request);
      records.push_back(std::move(request));
      on_record();
    }
  }

  /// Stores a message whose intent, in `slot`, a process left behind that died; told at the start.
  queue::StoredMessage add_in_doubt(const dispatcher::Message& message, queue::WallTime armed_at,
                                    std::uint32_t slot, std::string progress = {}) {
    add(message, armed_at);
    kept_.back().waiting = false;
    kept_.back().stored.progress = std::move(progress);
    in_doubt_.push_back({kept_.back().stored, slot, armed_at});
    return kept_.back().stored;
  }

  /// An operator decides about a message that was added, or about one given whole.
  void decide(const queue::MessageKey& key, queue::Decision decision, bool in_doubt = false) {
    const Kept& kept = *find(key);
    decide(kept.stored, std::move(decision), in_doubt, kept.held);
  }
  void decide(queue::StoredMessage stored, queue::Decision decision, bool in_doubt = false,
              bool held = false) {
    queue::Recalled::Entry entry{std::move(stored), in_doubt, std::move(decision), {}, held};
    tell(queue::Recalled{{std::move(entry)}});
  }

  /// One that is in the due index comes due now.
  void bring_back(const queue::MessageKey& key) {
    Kept& kept = *find(key);
    kept.deferred = false;
    tell(queue::DueRead{{kept.stored}});
  }

  /// What is in the due index comes due now.
  void bring_back_deferred() {
    queue::DueRead due;
    for (Kept& kept : kept_) {
      if (!std::exchange(kept.deferred, false)) continue;
      due.messages.push_back(kept.stored);
    }
    if (!due.messages.empty()) tell(std::move(due));
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
  /// A message, with its latest progress.
  struct Kept {
    queue::StoredMessage stored;
    bool waiting = true;                   ///< in its lane: nobody has tried it yet
    bool deferred = false;                 ///< in the due index, and not handed out
    std::optional<queue::WallTime> due{};  ///< in the due index, or handed out of it
    bool held = false;                     ///< put aside
    std::string outcome{};
  };

  /// Null: the test tells of a message that was never added.
  Kept* find(const queue::MessageKey& key) {
    const auto at = std::ranges::find(kept_, key, [](const Kept& kept) { return kept.stored.key; });
    return at == kept_.end() ? nullptr : &*at;
  }

  void book(const queue::ShardRequest& request) {
    if (const auto* settle = std::get_if<queue::Settle>(&request)) {
      if (Kept* kept = find(settle->key)) kept->outcome = settle->outcome;
      if (!settle->receipt.empty()) receipt_owners.emplace(settle->receipt, settle->key);
      book(settle->key, settle->note);
    } else if (const auto* defer = std::get_if<queue::Defer>(&request)) {
      book(defer->key, defer->note);
      Kept* kept = find(defer->key);
      if (kept == nullptr) return;
      kept->stored.progress = defer->progress;
      kept->held = false;
      kept->due = defer->due;
      kept->deferred = defer->due > now();
      if (!kept->deferred) tell(queue::DueRead{{kept->stored}});
    } else if (const auto* hold = std::get_if<queue::Hold>(&request)) {
      book(hold->key, hold->note);
      Kept* kept = find(hold->key);
      if (kept == nullptr) return;
      kept->stored.progress = hold->progress;
      kept->held = true;
    } else if (const auto* revoke = std::get_if<queue::Revoke>(&request)) {
      book(revoke->key, revoke->note);
    }
  }
  void book(const queue::MessageKey& key, const queue::HistoryNote& note) {
    if (!note.bytes.empty()) notes[key.sequence].push_back(note);
  }

  queue::LaneNumber lane_of(const std::string& name) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i] == name) return static_cast<queue::LaneNumber>(i + 1);
    }
    lanes_.push_back(name);
    return static_cast<queue::LaneNumber>(lanes_.size());
  }

  void answer(const queue::ReadLane& read) {
    queue::LaneRead told{read.lane, read.priority, {}, read.after, true};
    for (const Kept& kept : kept_) {
      const queue::StoredMessage& stored = kept.stored;
      const bool wanted = kept.waiting && stored.key.lane == read.lane &&
                          stored.key.priority == read.priority && stored.key.sequence > read.after;
      if (!wanted) continue;
      if (told.messages.size() == read.count_max) {
        told.end = false;
        break;
      }
      told.messages.push_back(stored);
      told.next = stored.key.sequence;
    }
    if (told.end) told.next = last_sequence_;
    tell(std::move(told));
  }

  void answer(const queue::ReadMessages& again) {
    queue::LaneRead told{.lane = again.lane, .priority = again.priority, .again = true};
    for (const queue::Sequence sequence : again.sequences) {
      const auto kept = std::ranges::find(kept_, sequence,
                                          [](const Kept& one) { return one.stored.key.sequence; });
      if (!kept->due) told.messages.push_back(kept->stored);
      if (!kept->deferred) continue;
      due_wanted.push_back(sequence);
      if (*kept->due <= now()) bring_back(kept->stored.key);
    }
    tell(std::move(told));
  }

  void answer(const queue::FindReceipts& asked) {
    queue::ReceiptsFound told{asked.tag, {}};
    for (const std::string& receipt : asked.receipts) {
      const auto owner = receipt_owners.find(receipt);
      const bool known = owner != receipt_owners.end();
      told.owners.push_back(known ? std::optional(owner->second) : std::nullopt);
    }
    tell(std::move(told));
  }

  void answer(const queue::Recall& recall) {
    Kept& kept = *find(recall.key);  // it was deferred or held, so it was added
    kept.deferred = false;           // handed to nobody until the shard has decided
    queue::Recalled::Entry entry{kept.stored, false, {}, kept.outcome, kept.held};
    tell(queue::Recalled{{std::move(entry)}});
  }

  std::vector<std::string> lanes_;
  std::vector<Kept> kept_;
  std::vector<queue::InDoubt> in_doubt_;
  queue::Sequence last_sequence_ = 0;
};

}  // namespace test_support
