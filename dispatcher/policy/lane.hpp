#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "dispatcher/message/message.hpp"
#include "dispatcher/policy/chain_pool.hpp"
#include "dispatcher/policy/key_hash.hpp"

namespace dispatcher {

/// The order of one Service's messages that were read from the spool. Pure; one thread.
///
/// Each participant and priority has a chain. A chain keeps few messages in memory and parks the
/// others, so that a long chain neither fills the look-ahead nor hides the participants behind it;
/// parked messages are read again when their turn comes.
///
/// A scheduled message comes when it is due, whatever has been read by then. Nobody knows whose the
/// messages are that were not: it waits for all that were accepted before its time to be read.
class Lane {
 public:
  /// Messages that one chain keeps in memory besides the one on its way. Those of the due index are
  /// never parked: the credit given for them bounds them.
  static constexpr std::size_t loaded_per_chain_max = 2;

  struct Arrival {
    OrderKey key{};
    Priority priority = Priority::normal;
    Position position;
    Handle handle = 0;
    bool from_due = false;
    bool scheduled = false;  ///< with from_due: it was never tried
    /// With from_due: it may have been sent, so its place is before all that were not; an equal
    /// text among these waits for it.
    bool in_doubt = false;
  };

  enum class Placement : std::uint8_t {
    loaded,  ///< the lane keeps the handle
    parked,  ///< the lane keeps the position only: the handle is free again
  };

  /// Where one message is.
  struct Found {
    enum class Where : std::uint8_t {
      absent = 1,  ///< not read, or in the due index behind no one
      loaded,      ///< `handle`
      parked,
      blocking,  ///< in the due index, and its chain waits for it
      taken,     ///< `handle`
    };
    Where where = Where::absent;
    Handle handle = 0;
    Chain* chain = nullptr;  ///< of its participant and priority; null: there is none
  };

  /// \param pool  outlives it; chains of other lanes come from it, too
  explicit Lane(ChainPool& pool) : pool_(pool) {}
  ~Lane();
  Lane(const Lane&) = delete;  // callers hold pointers to its chains
  Lane& operator=(const Lane&) = delete;

  /// A message was read: ascending within a priority, or one of `take_rereads`, or a due one.
  Placement arrive(const Arrival& arrival);
  /// All of this priority that goes before `from` has arrived: WallTime::max() at the lane's end,
  /// and less again when it grows. True: something had waited for that.
  bool read_up_to(Priority priority, WallTime from);
  /// What is earliest in it was scheduled, and the lane is not read as far as its time.
  bool waits_for_reading(const Chain& chain) const;

  bool ready(Priority priority) const { return !ready_[index(priority)].empty(); }
  /// Those whose head may go, in the order in which they will.
  const std::deque<Chain*>& ready_chains(Priority priority) const {
    return ready_[index(priority)];
  }

  /// Takes the head of the chain that is ready longest; `ready(priority)` holds. The chain lives at
  /// least until `finish` or `block`; its `head` is what was taken.
  Chain* take(Priority priority);
  /// The head of `ready(priority)`, without taking it.
  Handle peek(Priority priority) const;

  /// What the next turn takes, as far as it can be known before it comes; null: nothing is ready.
  const Chain* foreseen() const {
    for (const auto& ready : ready_) {
      if (!ready.empty()) return ready.front();
    }
    return nullptr;
  }

  /// What was taken goes back to its place: it was not processed.
  void give_back(Chain* chain);
  /// What was taken waits no more (settled or held): the next one of its chain may go.
  void finish(Chain* chain);
  /// What was taken went to the due index: its chain waits until it arrives from there. The handles
  /// added to `evicted` are free again; their messages are parked.
  void block(Chain* chain, std::vector<Handle>& evicted);
  /// Found in the due index at start, tried before: its chain waits for it.
  void block_at_start(const OrderKey& key, Priority priority, const Position& position);

  /// What came out of the due index to be looked for went back there.
  void went_back(const OrderKey& key, Priority priority, std::uint64_t sequence);

  Found find(const OrderKey& key, Priority priority, std::uint64_t sequence);
  /// Takes a message out for good, wherever it is, unless it is taken: then nothing changes. A
  /// loaded one's handle is free again. It must not arrive any more.
  Found withdraw(const OrderKey& key, Priority priority, std::uint64_t sequence);

  /// Sequences of parked messages whose turn comes; they are to be read again, in this order, and
  /// then `arrive`. And of heads in the due index, each once, behind which something waits that was
  /// read from there: what it takes of the credit it gives back only after them. Empties the list.
  std::vector<std::uint64_t> take_rereads(Priority priority);

  /// In memory, loaded or taken.
  std::size_t loaded_count(Priority priority) const {
    return read_count(priority) + due_count_[index(priority)];
  }
  /// Of these, those that were read from the lane: the others take no room from them.
  std::size_t read_count(Priority priority) const { return read_count_[index(priority)]; }
  std::size_t parked_count() const { return parked_count_; }
  /// Participants, each once for each priority, with messages here or before whom something waits.
  std::size_t chains_count() const { return chains_.size(); }
  /// Nothing can move before something arrives: no message is here, but for what is parked behind a
  /// head that is in the due index.
  bool idle() const { return chains_.size() == blocked_count_; }

  static std::size_t index(Priority priority) { return static_cast<std::size_t>(priority) - 1; }

 private:
  struct ChainKey {
    OrderKey key{};
    Priority priority = Priority::normal;
    bool operator==(const ChainKey&) const = default;
  };
  /// Hashes and compares chains, so that they are found by their keys.
  struct ByKey {
    using is_transparent = void;
    using is_avalanching = void;
    static ChainKey key_of(const Chain* chain) { return {chain->key, chain->priority}; }
    static const ChainKey& key_of(const ChainKey& key) { return key; }
    std::size_t operator()(const auto& one) const {
      const ChainKey& of = key_of(one);
      return hash_of(of.key) ^ static_cast<std::size_t>(of.priority) << 56U;
    }
    bool operator()(const auto& one, const auto& other) const {
      return key_of(one) == key_of(other);
    }
  };

  Chain& chain_of(const OrderKey& key, Priority priority);
  void forget(Chain& chain);
  std::size_t& count_of(const Chain& chain, const Chain::Loaded& message);
  void unload(Chain& chain, std::uint64_t sequence);
  void make_wait(Chain& chain);
  void block(Chain& chain);
  void ask_for_head(Chain& chain);
  /// Makes the chain ready, asks for its parked messages, or forgets it, as its state says.
  void advance(Chain& chain);

  ChainPool& pool_;
  boost::unordered_flat_set<Chain*, ByKey, ByKey> chains_;
  std::array<std::deque<Chain*>, priorities_count> ready_;
  std::array<std::vector<std::uint64_t>, priorities_count> rereads_;
  std::array<WallTime, priorities_count> read_up_to_{};
  /// By the positions of their earliest messages: chains that wait for the lane to be read.
  std::array<std::map<Position, Chain*>, priorities_count> unread_before_;
  std::array<std::size_t, priorities_count> read_count_{};  // loaded or taken
  std::array<std::size_t, priorities_count> due_count_{};   // likewise, from the due index
  std::size_t parked_count_ = 0;
  std::size_t blocked_count_ = 0;
};

}  // namespace dispatcher
