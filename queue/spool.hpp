#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "queue/error.hpp"

/// The durable store of messages, and the words its users speak to it. The spool knows neither HTTP
/// nor Twilio: a message is an id, a lane, a priority and bytes.
namespace queue {

/// UTC wall time, microseconds. The spool never reads a clock: callers pass it in.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// All messages of one lane name. Given at the first accept of the name, from 1, never reused.
using LaneNumber = std::uint32_t;

/// Counts accepted messages over the whole spool, from 1, never reused.
using Sequence = std::uint64_t;

/// 1..priorities_count; a lower one goes first. What they are called is the dispatcher's business.
using Priority = std::uint8_t;
inline constexpr Priority priorities_count = 3;

inline constexpr std::size_t id_bytes_max = 128;
inline constexpr std::size_t lane_name_bytes_max = 64;
inline constexpr std::size_t payload_bytes_max = 16 * 1024;
/// Outcome, progress and note bytes.
inline constexpr std::size_t record_bytes_max = 2 * 1024;
/// What a provider calls one thing that it sent.
inline constexpr std::size_t receipt_bytes_max = 64;
/// Notes kept of one message, the oldest ones; later ones are dropped.
inline constexpr std::size_t notes_max = 64;

/// Where a message stands on disk; the sequence alone is already unique.
struct MessageKey {
  LaneNumber lane = 0;
  Priority priority = 0;
  Sequence sequence = 0;
  auto operator<=>(const MessageKey&) const = default;
};

/// What intake hands over. `content` is a digest of what must be equal for two submissions of one
/// id to be the same message.
struct Submission {
  std::string id;
  std::string lane_name;
  Priority priority = 2;
  std::array<std::byte, 32> content{};
  WallTime not_before{};  ///< epoch: at once
  std::string payload;
};

enum class Acceptance : std::uint8_t {
  accepted = 1,   ///< stored and synced
  duplicate = 2,  ///< the id is known, with the same content: nothing stored
  conflict = 3,   ///< the id is known, with other content: nothing stored
};

/// A message as it is read back. `progress` is what the last `Defer` or `Hold` left, or empty.
struct StoredMessage {
  MessageKey key;
  WallTime accepted_at{};
  WallTime not_before{};
  std::string id;
  std::string payload;
  std::string progress;
};

/// `power`: an intent is armed, and an intake acknowledged, after its sync. `process`: an intent is
/// armed once written (it survives the death of the process, not of the machine); an intake is
/// acknowledged after its sync in both.
enum class Durability : std::uint8_t { power = 1, process = 2 };

// ---- What a shard asks of the spool. -----------------------------------------------------------

/// Reads waiting messages of one (lane, priority), ascending, from the first sequence above
/// `after`. Answered by one LaneRead.
struct ReadLane {
  LaneNumber lane = 0;
  Priority priority = 0;
  Sequence after = 0;
  std::uint32_t count_max = 0;
};

/// Reads these messages (known to be waiting, put aside by the shard) again. Answered by one
/// LaneRead with `next == 0`.
struct ReadMessages {
  LaneNumber lane = 0;
  Priority priority = 0;
  std::vector<Sequence> sequences;
};

/// Writes the intent to send `key` into intent slot `slot`: until a later record names that slot,
/// the message counts as possibly sent. Answered by Armed once durable.
struct Arm {
  std::uint32_t slot = 0;
  MessageKey key;
  WallTime at{};
  std::string progress;
};

/// One line of a message's history, kept until its outcome is forgotten. No bytes: none.
struct HistoryNote {
  WallTime at{};
  std::string bytes;
};

/// Takes an intent back: the message is known not to have been processed, and is waiting again.
struct Revoke {
  std::uint32_t slot = 0;
  MessageKey key{};  ///< with a note only
  HistoryNote note{};
};

/// `slot` of a record that no intent stands behind (an expired message, say).
inline constexpr std::uint32_t no_slot = ~std::uint32_t{0};

/// The final outcome. Clears the slot; the message is waiting no more.
struct Settle {
  MessageKey key;
  std::uint32_t slot = no_slot;
  std::string outcome;
  /// What the provider calls the thing it sent; it belongs to this message from now on
  /// (FindReceipts). Empty: not known, or nothing was sent.
  std::string receipt{};
  /// A dead letter: the message itself is kept, so that an operator can read and revive it.
  bool keeps_message = false;
  HistoryNote note{};
  /// This, a Defer's and a Hold's: the answer to a Recalled with a decision. Without effect when a
  /// record of this shard about the message was on its way while the Recalled was: what it says
  /// stands, and the shard has no more to do with the message, as after any record.
  bool decides = false;
};

/// Puts a message to the due index: it comes back in a DueRead at `due`, with `progress`. Clears
/// the slot. `in_doubt`: it may have been sent, and is listed as such until then.
struct Defer {
  MessageKey key;
  std::uint32_t slot = no_slot;
  WallTime due{};
  bool in_doubt = false;
  std::string progress;
  HistoryNote note{};
  bool decides = false;  ///< as in Settle
};

/// Puts a message aside until an operator decides. Clears the slot. `in_doubt` as in Defer.
struct Hold {
  MessageKey key;
  std::uint32_t slot = no_slot;
  bool in_doubt = false;
  std::string progress;
  HistoryNote note{};
  bool decides = false;  ///< as in Settle
};

/// Which of these receipts belong to which messages, as far as outcomes say that are kept, the
/// earlier records of this shard included. Answered by one ReceiptsFound.
struct FindReceipts {
  std::uint64_t tag = 0;              ///< comes back
  std::vector<std::string> receipts;  ///< at most receipts_asked_max
};
inline constexpr std::size_t receipts_asked_max = 256;

/// Lets the spool hand this many more due messages to the shard.
struct DueCredit {
  std::uint32_t count = 0;
};

/// Asks how the spool stands once every earlier request of this shard has taken effect. Answered by
/// one SpoolStatus.
struct AskStatus {};

/// Asks for a message that this shard deferred or held: something more was learned about it.
/// Answered by one Recalled.
struct Recall {
  MessageKey key;
};

/// The answer to a Recalled message that stays what it is: it is armed, in flight, or wanted no
/// more. Not for one that waits in its lane and is not in the shard's memory: a read that passed it
/// meanwhile left it out.
struct LetBe {
  MessageKey key;
};

using ShardRequest = std::variant<ReadLane, ReadMessages, Arm, Revoke, Settle, Defer, Hold,
                                  DueCredit, AskStatus, Recall, LetBe, FindReceipts>;

// ---- What the spool tells a shard. -------------------------------------------------------------

/// A lane of this shard exists and may have waiting messages. Sent for each at start, and when a
/// new lane is accepted.
struct LaneOpened {
  LaneNumber lane = 0;
  std::string name;
  std::string hold{};  ///< an operator holds it: why; empty: not held
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

/// Something was accepted into (lane, priority): a read that found its end may find more now.
struct LaneGrew {
  LaneNumber lane = 0;
  Priority priority = 0;
};

/// The answer to ReadLane: pass `next` as the next `after`. `end`: nothing waits above it now.
struct LaneRead {
  LaneNumber lane = 0;
  Priority priority = 0;
  std::vector<StoredMessage> messages;
  Sequence next = 0;
  bool end = false;
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

/// What an operator wants of a message.
struct Decision {
  enum class Kind : std::uint8_t {
    cancel = 1,       ///< to be settled as cancelled
    hold,             ///< to be put aside
    release,          ///< a held one: to be sent
    settle_sent,      ///< one in doubt: a person knows that it was sent
    settle_not_sent,  ///< one in doubt: a person knows that it was not, and it is to be sent
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

using SpoolEvent =
    std::variant<LaneOpened, LaneHoldChanged, LaneGrew, LaneRead, DueRead, DueBlocks, Armed,
                 InDoubt, Recalled, ReceiptsFound, GroupHoldChanged, SpoolStatus, SpoolFailed>;

/// Requests of one shard that the spool may not have taken yet: as many always fit. A message in
/// the shard's memory causes at most one Settle, Defer or Hold and one DueCredit until the spool
/// hands out another; a slot one Arm and one Revoke until its Armed has come; a read is one of
/// those the shard has not had answered; a recalled message one answer, and at most
/// `recalls_max` of them are out at once.
inline constexpr std::size_t shard_requests_max = 65'536;

/// Messages recalled and not answered yet, at most, over all shards.
inline constexpr std::size_t recalls_max = 4096;
static_assert(
    recalls_max <= shard_requests_max / 16,
    "one answer to each, and the most of the ring is left for what a shard does of itself");

/// A shard's end of the spool. The real one pushes into the spool thread's ring, a model in memory
/// stands in for it in simulation. Events come back through a ring that the shard owns.
class ShardSpool {
 public:
  virtual ~ShardSpool() = default;

  /// Never blocks and never fails: the shard keeps to its credits, and the ring is sized for all
  /// that they can cause. Records take effect in the order of the calls. The shard's thread only.
  virtual void request(ShardRequest request) = 0;
};

}  // namespace queue
