#pragma once

#include <string>
#include <vector>

#include "dispatcher/message/history.hpp"
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {

/// A shard that looks at the provider's list for what may have been sent.
class ReconcileRowTest : public RowTest {
 protected:
  ReconcileRowTest() { options.on_ambiguous = OnAmbiguous::reconcile; }

  static std::string receipt_of(char digit) { return "KI" + std::string(32, digit); }

  /// A row of participant 1, made now.
  std::string row(char digit, const std::string& text, seconds later = {}) {
    std::string time;
    append_rfc3339(time, runtime.wall_now() + later);
    return R"({"sid":")" + receipt_of(digit) + R"(","type":"message","data":"{\"body\":\")" + text +
           R"(\"}","outbound_participant_sid":"KP)" + std::string(31, '0') +
           R"(1","outbound_resource_sid":"SM)" + std::string(32, digit) + R"(","date_created":")" +
           time + R"("})";
  }
  static std::string page(const std::string& rows, const std::string& next = "null") {
    return R"({"interactions":[)" + rows + R"(],"meta":{"next_page_url":)" + next + "}}";
  }
  static Reaction lists(const std::string& rows, const std::string& next = "null") {
    return says(200, page(rows, next));
  }
  static Reaction resets() { return says_and_resets(""); }
  static Reaction takes() { return says(201, created); }

  /// Starts with "a" in the spool, whose first request meets the first reaction.
  queue::StoredMessage begin(std::vector<Reaction> reactions) {
    react(std::move(reactions));
    make_shard();
    return spool.add(message("a"), runtime.wall_now());
  }
  /// Goes on until there are so many records of what ended an attempt or a look.
  void run_until_ended(std::size_t count) {
    run_while_not([this, count] { return ended_count() >= count; });
  }
  std::size_t ended_count() const { return spool.records.size() - spool.of<queue::Arm>().size(); }
  /// Whatever was deferred comes due, and is decided.
  void look() {
    const std::size_t before = ended_count();
    spool.bring_back_deferred();
    run_until_ended(before + 1);
  }

  Progress last_deferred() const {
    return *decode_progress(spool.of<queue::Defer>().back().progress);
  }
  std::vector<HistoryResult> history(const queue::StoredMessage& stored) {
    std::vector<HistoryResult> results;
    for (const auto& note : spool.notes[stored.key.sequence]) {
      results.push_back(decode_history(note.bytes)->result);
    }
    return results;
  }
  std::size_t posts_count() {
    return static_cast<std::size_t>(std::ranges::count_if(
        seen(), [](const Seen& one) { return one.request.starts_with("POST"); }));
  }
};

}  // namespace dispatcher
