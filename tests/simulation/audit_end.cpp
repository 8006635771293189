#include <algorithm>

#include "dispatcher/message/history.hpp"
#include "dispatcher/message/progress.hpp"
#include "tests/simulation/audit.hpp"

/// What must be so when a run has come to rest.
namespace simulation {
namespace {

using dispatcher::Outcome;
using dispatcher::OutcomeKind;

/// Requests of it that were handed over whole, as far as its record knows.
std::optional<std::uint32_t> attempts_of(const Kept& kept) {
  if (kept.standing == Standing::settled) {
    const auto outcome = dispatcher::decode_outcome(kept.outcome);
    return outcome ? std::optional(outcome->attempts) : std::nullopt;
  }
  const auto progress = dispatcher::decode_progress(kept.stored.progress);
  return progress ? std::optional(progress->attempts) : std::nullopt;
}

bool has_note(const Kept& kept, dispatcher::HistoryResult result) {
  return std::ranges::any_of(kept.notes, [result](const queue::HistoryNote& note) {
    const auto entry = dispatcher::decode_history(note.bytes);
    return entry && entry->result == result;
  });
}

}  // namespace

void Audit::check_end(const Disk& disk, const std::vector<Row>& ledger) {
  for (const PlannedMessage& planned : plan_.messages) {
    const Kept* kept = disk.find(message_id(planned.number));
    if (kept == nullptr) return violated(message_id(planned.number) + " is lost");
    if (kept->standing != Standing::settled && kept->standing != Standing::held) {
      return violated(kept->stored.id + " (" + std::to_string(kept->stored.key.sequence) +
                      ") waits for ever");
    }
    check_story(*kept, ledger);
  }
  for (const auto& [key, group] : groups_) check_group(group, disk);
}

void Audit::check_story(const Kept& kept, const std::vector<Row>& ledger) {
  const std::string& id = kept.stored.id;
  const auto attempts = attempts_of(kept);
  if (!attempts) return violated("the record of " + id + " cannot be read");
  const Group& group = group_of(kept.stored);
  if (ends_count_ == 0 && group.stories.size() == 1 && group.posts_count > *attempts) {
    return violated(id + " arrived " + std::to_string(group.posts_count) + " times, but " +
                    std::to_string(*attempts) + " attempts are on record");
  }
  if (kept.standing != Standing::settled) return;
  const Outcome outcome = *dispatcher::decode_outcome(kept.outcome);
  if (outcome.kind == OutcomeKind::rejected &&
      !has_note(kept, dispatcher::HistoryResult::rejected) && outcome.attempts < 2) {
    return violated(id + " is rejected, and its history knows no attempt that was");
  }
  if (!outcome.interaction) return;
  const std::string receipt(outcome.interaction->text());
  const auto row = std::ranges::find(ledger, receipt, &Row::interaction);
  const bool is_its_own = row != ledger.end() && group_of(row->participant, row->text) == &group;
  if (!is_its_own) return violated(id + " has a receipt that is not its own");
  if (!owners_.emplace(receipt, 0).second) return violated("two messages have one receipt");
}

Audit::Group& Audit::group_of(const queue::StoredMessage& message) {
  const Story& story = *story_of(message.key.sequence);
  const dispatcher::Message whole = message_of(*story.planned, WallClock::began_at);
  return *group_of(std::string(whole.participant.text()), whole.body);
}

std::size_t Audit::sent_count(const Group& group, const Disk& disk) {
  return static_cast<std::size_t>(std::ranges::count_if(group.stories, [&](const Story* story) {
    const Kept& kept = *disk.find(story->stored.id);
    return kept.standing == Standing::settled &&
           dispatcher::decode_outcome(kept.outcome)->kind == OutcomeKind::sent;
  }));
}

bool Audit::was_sent(const queue::StoredMessage& message, const Disk& disk) {
  const Group& group = group_of(message);
  return group.rows_count > sent_count(group, disk);
}

/// Of equal texts it cannot be told which one a row is of, but how many there must be.
void Audit::check_group(const Group& group, const Disk& disk) {
  const auto perhaps_count =
      static_cast<std::size_t>(std::ranges::count_if(group.stories, [&](const Story* story) {
        const Kept& kept = *disk.find(story->stored.id);
        return kept.standing == Standing::held && kept.in_doubt;
      }));
  const std::size_t sent = sent_count(group, disk);
  const std::string id = group.stories.front()->stored.id;
  if (group.rows_count < sent) return violated(id + " is recorded as sent, and was not");
  if (group.rows_count > sent + perhaps_count && !may_be_sent_twice(group)) {
    violated(id + " was sent, and is not recorded as sent or in doubt");
  }
}

}  // namespace simulation
