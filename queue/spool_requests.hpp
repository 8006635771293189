#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "queue/spool_words.hpp"

/// What a shard asks of the spool.
namespace queue {

/// Reads waiting messages of one (lane, priority), ascending, from the first sequence above
/// `after`. Answered by one LaneRead.
struct ReadLane {
  LaneNumber lane = 0;
  Priority priority = 0;
  Sequence after = 0;
  std::uint32_t count_max = 0;
};

/// Reads these messages (known to be waiting, put aside by the shard) again. Answered by one
/// LaneRead with `again`. Of those that are in the due index it is a wish: each comes once it is
/// due, as any other, but whatever is left of the credit. A shard wishes only while it has
/// something from the due index in memory that must go behind it, or behind what waits for it: so
/// for few more than it has.
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

/// Takes an intent back: the message is known not to have been processed, and is waiting again.
struct Revoke {
  std::uint32_t slot = 0;
  MessageKey key{};  ///< with a note only
  HistoryNote note{};
};

/// The final outcome. Clears the slot; the message is waiting no more.
struct Settle {
  MessageKey key;
  std::uint32_t slot = no_slot;
  std::string outcome;
  /// What the provider calls the thing it sent; it belongs to this message from now on
  /// (FindReceipts). Empty: not known, or nothing was sent.
  Receipt receipt{};
  /// A dead letter: the message itself is kept, so that an operator can read and revive it.
  bool keeps_message = false;
  HistoryNote note{};
  /// This, a Defer's and a Hold's: the answer to a Recalled; always set in answer to one with a
  /// decision. Without effect when a record of this shard about the message was on its way while
  /// the Recalled was: what that says stands, and the shard has no more to do with the message, as
  /// after any record.
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
/// earlier records of this shard included. Answered by one ReceiptsFound; a shard asks the next
/// once it has that.
struct FindReceipts {
  std::uint64_t tag = 0;              ///< comes back
  std::vector<std::string> receipts;  ///< at most receipts_asked_max
};
inline constexpr std::size_t receipts_asked_max = 256;

/// Lets the spool hand this many more due messages to the shard; once something was given, a few of
/// each lane may always be out, so that no lane waits for the credit that others have.
struct DueCredit {
  std::uint32_t count = 0;
};

/// Lets the spool pass this many more accepted messages on to the shard, which need not be read
/// then. Given back when they have come, so that it bounds what is on its way.
struct PassCredit {
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
                                  DueCredit, PassCredit, AskStatus, Recall, LetBe, FindReceipts>;

}  // namespace queue
