#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "queue/error.hpp"
#include "queue/spool_words.hpp"

/// What the spool tells a shard.
namespace queue {

/// A lane of this shard exists and may have waiting messages. Sent for each at start, and when a
/// new lane is accepted.
struct LaneOpened {
  LaneNumber lane = 0;
  std::string name;
  std::string hold{};  ///< an operator holds it: why; empty: not held
  /// At start: the latest time at which each request of an earlier process can have arrived, of
  /// those that may count still (SpoolOptions) and whose message has ended or is held. In no order.
  std::vector<WallTime> arrived_latest{};
};

/// An operator holds the lane (why), or lets it go on (empty), which also ends whatever else made
/// the shard hold it.
struct LaneHoldChanged {
  LaneNumber lane = 0;
  std::string hold;
};

/// An operator holds a group of lanes (why), or lets it go on (empty). What a group is, and which
/// lanes are in it, the shard knows. Told to every shard, also at start, before any lane is opened.
struct GroupHoldChanged {
  std::string group;
  std::string hold;
};

/// Just accepted, each into a level that the shard knows the end of: it goes behind what the shard
/// has of the level, as if it had been read. Where the shard does not know the end (any more), the
/// message is left to the next read. Ascending in each level. Each takes one PassCredit.
struct PassedOn {
  std::vector<StoredMessage> messages;
};

/// Something was accepted into (lane, priority), or may be read now: a read that found its end may
/// find more.
struct LaneGrew {
  LaneNumber lane = 0;
  Priority priority = 0;
};

/// The answer to ReadLane: pass `next` as the next `after`. `end`: nothing waits above it now, or
/// only what was accepted after a time for which something of the lane was scheduled that has come
/// due and is not handed out yet, for want of DueCredit. So a scheduled message may go once its
/// lane was read up to its time, or to an end.
struct LaneRead {
  LaneNumber lane = 0;
  Priority priority = 0;
  std::vector<StoredMessage> messages{};
  Sequence next = 0;
  bool end = false;
  bool again = false;  ///< the answer to ReadMessages, which has neither
};

/// Messages whose due time has come (their lanes were opened before). Each takes one DueCredit.
struct DueRead {
  std::vector<StoredMessage> messages;
};

/// The intents of these slots are durable: their requests may be written. Every Arm is answered by
/// exactly one mention of its slot, in the order of the Arms, also when it was revoked or settled
/// meanwhile: who arms a slot anew before that counts two.
struct Armed {
  std::vector<std::uint32_t> slots;
};

/// Found at start: an intent without an outcome. The process that wrote it died; the message may
/// have been sent at `armed_at` or later. The shard settles, defers or holds it (slot given).
struct InDoubt {
  StoredMessage message;
  std::uint32_t slot = no_slot;
  WallTime armed_at{};
};

/// Found at start in the due index with progress: tried before. Later messages of their
/// participants wait for them. Sent after the lanes were opened and before anything is read from
/// them.
struct DueBlocks {
  std::vector<StoredMessage> messages;
};

/// What somebody wants of a message.
struct Decision {
  enum class Kind : std::uint8_t {
    cancel = 1,       ///< to be settled as cancelled
    hold,             ///< to be put aside
    release,          ///< a held one: to be sent
    settle_sent,      ///< one in doubt: a person knows that it was sent
    settle_not_sent,  ///< one in doubt: a person knows that it was not, and it is to be sent
    expire,           ///< one never tried, and not in time any more: to be settled as expired
  };
  Kind kind = Kind::cancel;
  std::string note;  ///< why, for a person; at most record_bytes_max / 2, may be empty
};

/// Someone wants to decide about these messages, and the spool hands them to nobody meanwhile: no
/// event behind this one carries them, and each that carried them came before. So what the shard
/// knows of them now is all there is. It answers for each with a Settle, Defer or Hold, or with
/// LetBe; for one that it does not have in memory too.
struct Recalled {
  struct Entry {
    StoredMessage message;
    bool in_doubt = false;               ///< it may have been sent, as far as the disk knows
    std::optional<Decision> decision{};  ///< an operator's; else this is the answer to Recall
    /// It has this outcome already (only key and id are given then): no answer is wanted.
    std::string outcome;
    bool held = false;  ///< it was put aside until now
  };
  std::vector<Entry> entries;
};

/// The answer to FindReceipts: of each, in order, whose it is, if anybody's.
struct ReceiptsFound {
  std::uint64_t tag = 0;
  std::vector<std::optional<MessageKey>> owners;
};

/// The answer to AskStatus, over all shards.
struct SpoolStatus {
  std::uint64_t open_count = 0;  ///< without an outcome: waiting, due or held
  std::uint64_t held_count = 0;
  std::uint64_t due_count = 0;
  WallTime due_earliest{};  ///< with due_count > 0; delivered ones that are not settled count too
};

/// The spool can write no more. Nothing new may be sent; what is in flight will be in doubt.
struct SpoolFailed {
  boost::system::error_code error;
  std::string detail;
};

using SpoolEvent = std::variant<LaneOpened, LaneHoldChanged, PassedOn, LaneGrew, LaneRead, DueRead,
                                DueBlocks, Armed, InDoubt, Recalled, ReceiptsFound,
                                GroupHoldChanged, SpoolStatus, SpoolFailed>;

}  // namespace queue
