#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/message/outcome.hpp"
#include "queue/spool.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/simulation/wall_clock.hpp"

namespace simulation {

/// Watches a run for whatever must not be. The first thing found is kept.
class Audit {
 public:
  Audit(const Plan& plan, const Agenda& agenda, const Faults& faults, const WallClock& wall)
      : plan_(plan), agenda_(agenda), faults_(faults), wall_(wall) {}

  // While it runs.
  void on_accepted(const queue::StoredMessage& message);
  void on_request(const queue::ShardRequest& request);
  void on_armed(queue::Sequence sequence);
  void on_post(const Request& request, std::size_t counted_count);
  void on_row(const Row& row);
  void on_told_to_wait(const std::string& service, TimePoint at, Duration wait);
  void on_process_ended();
  void violated(std::string what) {
    if (!violation_) violation_ = std::move(what);
  }

  /// When it has come to rest.
  void check_end(const Disk& disk, const std::vector<Row>& ledger);

  /// What the provider knows of a held message: it has a text that no other accounts for.
  bool was_sent(const queue::StoredMessage& message, const Disk& disk);

  const std::optional<std::string>& violation() const { return violation_; }

 private:
  /// What is known of one message.
  struct Story {
    const PlannedMessage* planned = nullptr;
    queue::StoredMessage stored;
    std::vector<TimePoint> armed_from;
    std::vector<TimePoint> armed_to;  ///< as many, or one less
    std::optional<TimePoint> ended_at{};
    bool was_put_aside = false;  ///< held or decided about once: it has lost its place in the order
    bool is_known_sent = false;  ///< though not as what
    bool has_posted = false;     ///< since it was last armed
    bool is_booked = false;      ///< its next intent has its place in the retry budget
  };
  /// Messages with one text to one participant: their requests cannot be told apart.
  struct Group {
    std::vector<Story*> stories;
    std::uint32_t posts_count = 0;
    std::uint32_t rows_count = 0;
  };

  using GroupKey = std::string;
  Group* group_of(const std::string& participant, const std::string& text);
  Group& group_of(const queue::StoredMessage& message);
  static std::size_t sent_count(const Group& group, const Disk& disk);
  Story* story_of(queue::Sequence sequence);
  static bool is_armed(const Story& story, TimePoint at);
  bool goes_before(const Story& other, const Story& story) const;
  void disarm(const queue::MessageKey& key);
  void book(Story& story, const std::string& progress, std::optional<queue::WallTime> due);
  void check_limits(const Request& request, std::size_t counted_count);
  bool answers_arrive() const;
  void check_order(const Story& story, const Request& request);
  void check_budget();
  void check_resend(const Story& story, const queue::Defer& defer);
  bool may_be_sent_twice(const Group& group) const;
  void check_story(const Kept& kept, const std::vector<Row>& ledger);
  void check_group(const Group& group, const Disk& disk);

  const Plan& plan_;
  const Agenda& agenda_;
  const Faults& faults_;
  const WallClock& wall_;
  std::map<std::uint32_t, Story> stories_;  // by the number of the message
  std::map<queue::Sequence, std::uint32_t> numbers_;
  std::map<GroupKey, Group> groups_;
  std::map<std::string, std::pair<TimePoint, TimePoint>> waits_;  // by Service: not within
  std::map<std::string, std::uint32_t> owners_;                   // of receipts
  std::vector<TimePoint> booked_;                                 // re-sends, when they may leave
  std::vector<TimePoint> first_arms_;                             // of what was never sent
  std::size_t firsts_most_ = 0;                                   // in a minute
  std::uint32_t ends_count_ = 0;                                  // of processes
  std::optional<std::string> violation_;
};

}  // namespace simulation
