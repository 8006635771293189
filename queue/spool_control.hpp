#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "queue/spool.hpp"

/// What an operator asks of a running spool, beside intake. Answers come on the spool thread and
/// must not throw; each `done` is called exactly once, with errc::closing when the spool ends
/// first.
namespace queue {

/// Where one message stands.
struct MessageView {
  enum class Standing : std::uint8_t { waiting = 1, due, held, settled };

  Standing standing = Standing::waiting;
  /// Key, id and, unless settled, all the rest; `progress` is that of the due index, the hold, or
  /// the intent that a dead process left.
  StoredMessage message;
  std::string lane_name;
  WallTime due{};                      ///< with Standing::due
  bool scheduled = false;              ///< due, and never tried: it waits for its `not_before`
  bool in_doubt = false;               ///< it may have been sent
  std::uint64_t outcome_sequence = 0;  ///< with Standing::settled, and so the next
  std::string outcome;                 ///< the bytes of the Settle
  bool dead = false;                   ///< settled, and the message was kept: it is in `message`
  std::vector<HistoryNote> history;    ///< oldest first, at most notes_max; by FindMessage only
};

/// Looks a message up by its id. Nothing: no such id is known.
struct FindMessage {
  std::string id;
  std::function<void(Result<std::optional<MessageView>>)> done;
};

/// The same by key, for whoever knows only that. Nothing: there is no such message.
struct FindKey {
  MessageKey key;
  std::function<void(Result<std::optional<MessageView>>)> done;
};

enum class DecisionResult : std::uint8_t {
  done = 1,      ///< as wanted, and synced
  ended,         ///< it had an outcome already
  too_late,      ///< armed or in flight
  in_doubt,      ///< it may have been sent: it is neither cancelled nor released
  not_in_doubt,  ///< nothing is there to settle
  not_held,      ///< it is not held, so there is nothing to release
  unknown,       ///< no such id
};

/// Decides about one message, some, or the open ones of a batch or a lane, page by page. Shards
/// carry it out (Recalled), so they must be attached. A message that a record of its shard crossed,
/// or that its shard has just learned something of, comes too late.
struct Decide {
  enum class Which : std::uint8_t { id = 1, ids, batch, lane };
  Decision decision;
  Which which = Which::id;
  std::string name;   ///< the id, the batch's name (ids `name:..`), or the lane's name
  std::string after;  ///< where the page begins: empty, or `next` of the page before
  /// Open messages looked at, at most intake_submissions_max. A page ends sooner where very many in
  /// a row have ended.
  std::uint32_t count_max = 1000;
  struct Row {
    std::string id;
    DecisionResult result = DecisionResult::unknown;
  };
  struct Page {
    std::vector<Row> rows;  ///< of a batch or lane without those that had ended
    std::string next;       ///< empty: that was the last page
  };
  std::function<void(Result<Page>)> done;
  std::vector<std::string> ids{};  ///< with Which::ids, instead of a name
};

/// Dead letters in the order of their outcomes, page by page.
struct ListDead {
  std::uint64_t after = 0;         ///< outcomes above it; 0: from the first
  std::uint32_t count_max = 1000;  ///< at most intake_submissions_max
  struct Row {
    std::uint64_t outcome_sequence = 0;
    std::string id;
    std::string lane_name;
    Priority priority = 0;
    std::string outcome;  ///< the bytes of the Settle
  };
  struct Page {
    std::vector<Row> rows;
    std::uint64_t next = 0;  ///< pass as `after`; 0: that was the last page
  };
  std::function<void(Result<Page>)> done;
};

/// Opens dead letters anew, each to come due at its time, as if accepted then; or forgets their
/// messages and keeps their outcomes. Synced. Numbers that are no dead letters (any more) are left
/// out of the count.
struct ChangeDead {
  enum class Kind : std::uint8_t { revive = 1, purge };
  Kind kind = Kind::revive;
  struct Item {
    std::uint64_t outcome_sequence = 0;
    WallTime due{};  ///< with revive
  };
  std::vector<Item> items;                          ///< at most intake_submissions_max
  std::function<void(Result<std::uint64_t>)> done;  ///< how many were changed
};

/// Forgets outcomes that came before a time, page by page, in the order of their numbers, each with
/// its id and all that hangs on it: the id is new to the spool from then on. Open messages, and the
/// newest outcome of all, stay. Synced.
struct Forget {
  WallTime ended_before{};
  bool counts_only = false;        ///< nothing is changed
  std::uint64_t after = 0;         ///< outcomes above it; 0: from the first
  std::uint32_t count_max = 1000;  ///< outcomes looked at, at most intake_submissions_max
  struct Page {
    std::uint64_t count = 0;       ///< forgotten, or to be forgotten
    std::uint64_t dead_count = 0;  ///< of those, dead letters
    /// Pass as `after`; 0: that was the last page, because nothing follows, or because all on it
    /// came later: an outcome is hardly older than those before it.
    std::uint64_t next = 0;
  };
  std::function<void(Result<Page>)> done;
};

/// Makes the files forget as well: what was replaced or removed before the call is in no table and
/// no log any more when it is answered. Rewrites all tables in the background, at a fifth of its
/// speed. One at a time: another is refused with errc::ring_full; errc::no_space where less than
/// the reserve is free.
struct Erase {
  std::function<void(Result<void>)> done;
};

/// Holds a group of lanes, or releases it (empty note). Survives restarts; acknowledged once synced
/// and once every shard has been told.
struct HoldGroup {
  std::string group;  ///< 1..lane_name_bytes_max bytes
  std::string note;   ///< why, at most record_bytes_max
  std::function<void(Result<void>)> done;
};

/// Holds a lane, also one that has no messages yet, or releases it (empty note). Survives restarts;
/// acknowledged once synced and once its shard has been told.
struct HoldLane {
  std::string lane_name;
  std::string note;  ///< why, at most record_bytes_max
  std::function<void(Result<void>)> done;
};

/// Ages that a backlog is told apart by: up to 5 minutes, up to 10, .., up to 1280, and above.
inline constexpr std::size_t lane_ages_count = 10;
inline constexpr std::chrono::minutes lane_age_first{5};

/// How much is open (accepted, and without an outcome), lane by lane. Nothing is read for it: the
/// counts are kept. A revived dead letter counts from its revival.
struct ListLanes {
  /// Of these only; empty: of all. A lane without open messages is left out.
  std::vector<std::string> lane_names;
  std::uint32_t rows_max = 1000;  ///< at most intake_submissions_max; those with most
  struct Row {
    std::string lane_name;
    std::array<std::uint64_t, priorities_count> open_counts{};  ///< of priority i + 1
    /// By age at the time of the answer, doubling from lane_age_first. An age is told too high, by
    /// a minute, or up to some third of it where a lane's ages differ much; never too low.
    std::array<std::uint64_t, lane_ages_count> age_counts{};
    WallTime oldest_accepted_at{};  ///< nothing is older; rounded down as the ages are up
  };
  struct Table {
    /// Else what was open at start is still being counted, and is told in part: that begins once
    /// shards are attached, and takes 2 to 4 s per million.
    bool complete = false;
    std::vector<Row> rows;          ///< the largest first
    std::uint64_t lanes_count = 0;  ///< of those asked for, with open messages, shown or not
    /// Of these lanes, as that of a row; the epoch: nothing is open.
    WallTime oldest_accepted_at{};
  };
  std::function<void(Result<Table>)> done;
};

using ControlRequest = std::variant<FindMessage, FindKey, Decide, ListDead, ChangeDead, HoldLane,
                                    HoldGroup, Forget, Erase, ListLanes>;

/// How much there is. Each figure is right, all of them together may be a commit apart.
struct SpoolLevels {
  std::uint64_t open_count = 0;  ///< accepted and without an outcome
  std::uint64_t held_count = 0;
  std::uint64_t due_count = 0;
  std::uint64_t in_doubt_count = 0;  ///< held, due or just recovered ones that may have been sent
  std::uint64_t dead_count = 0;      ///< dead letters: settled, and their messages kept
  /// The disk is full: nothing is written until there is space again, and then the spool goes on by
  /// itself. Arms and intakes wait or are refused meanwhile.
  bool out_of_space = false;
  std::uint64_t free_bytes = 0;  ///< on the disk of the spool
  bool below_reserve = false;    ///< so little is free that submissions are refused
};

}  // namespace queue
