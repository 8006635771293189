#pragma once

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// Where the shard keeps a message in memory.
using Handle = std::uint32_t;

/// The participant's SID in binary, or any other key whose messages go one after the other.
using OrderKey = std::array<std::uint8_t, 16>;

/// Order among the messages of one chain: the time from which a message may go, then the order of
/// acceptance.
struct Position {
  WallTime from{};
  std::uint64_t sequence = 0;
  auto operator<=>(const Position&) const = default;
};

/// The messages of one participant and one priority, in order. Its head may go; the others wait
/// until it is settled. A few are in memory (loaded), of the rest only the positions (parked).
///
/// It has two lines of a processor's cache: the first tells whether its head may go, and which it
/// is.
class alignas(64) Chain {
 public:
  enum class State : std::uint8_t {
    waiting,  ///< nothing loaded may go
    ready,    ///< the head may go
    taken,    ///< the head is on its way
    blocked,  ///< the head is in the due index
  };

  struct Loaded {
    Position position;
    Handle handle = 0;
    bool from_due = false;   ///< read from the due index, and to be found again only there
    bool scheduled = false;  ///< and never tried: it may have come before what goes before it
  };

  Chain(const OrderKey& order_key, Priority rank) : priority(rank), key(order_key) {}

  State state = State::waiting;
  const Priority priority;
  bool is_head_asked = false;  ///< while blocked: for what waits behind it (`holds_due`)

 private:
  struct Parked {
    std::vector<Position> positions;  // ascending, from `begin`; one at least
    std::size_t begin = 0;
    std::size_t asked_count = 0;  // of the first ones: asked for, not read again yet
  };
  std::unique_ptr<Parked> parked_;  // null: none

 public:
  boost::container::small_vector<Loaded, 2> loaded;  ///< ascending

  Loaded head;  ///< while taken; while blocked its position
  const OrderKey key;

  /// Loaded, and not from the due index: the others take no room from those that are parked, which
  /// may have to go first.
  std::size_t read_count() const {
    return static_cast<std::size_t>(std::count_if(
        loaded.begin(), loaded.end(), [](const Loaded& message) { return !message.from_due; }));
  }

  /// Some of what is loaded was read from the due index.
  bool holds_due() const {
    return std::any_of(loaded.begin(), loaded.end(),
                       [](const Loaded& message) { return message.from_due; });
  }

  bool has_parked() const { return parked_ != nullptr; }
  std::size_t parked_count() const {
    return has_parked() ? parked_->positions.size() - parked_->begin : 0;
  }
  /// The earliest parked one.
  const Position& parked_front() const { return parked_->positions[parked_->begin]; }
  /// Parked, and not yet asked for.
  std::size_t parked_unasked_count() const { return parked_count() - asked_count(); }

  /// Parks behind everything parked.
  void park_last(const Position& position) {
    if (!has_parked()) parked_ = std::make_unique<Parked>();
    assert(parked_->positions.empty() || parked_->positions.back() < position);
    parked_->positions.push_back(position);
  }
  /// Parks before everything parked.
  void park_first(const Position& position) {
    if (!has_parked()) return park_last(position);
    assert(position < parked_front());
    assert(asked_count() == 0);
    if (parked_->begin > 0) {
      parked_->positions[--parked_->begin] = position;
    } else {
      parked_->positions.insert(parked_->positions.begin(), position);
    }
  }
  /// The earliest parked one that was not asked for is now.
  const Position& ask_next() {
    assert(parked_unasked_count() > 0);
    return parked_->positions[parked_->begin + parked_->asked_count++];
  }
  /// The position of `sequence`, parked no more, if it is the earliest one asked for: it was read
  /// again.
  std::optional<Position> unpark(std::uint64_t sequence) {
    if (asked_count() == 0 || parked_front().sequence != sequence) return std::nullopt;
    const Position position = parked_front();
    --parked_->asked_count;
    drop_first();
    return position;
  }

  bool is_parked(std::uint64_t sequence) const {
    return has_parked() && parked_place(sequence) < parked_->positions.size();
  }
  /// Forgets the parked one of `sequence`, asked for or not; false: none is.
  bool drop_parked(std::uint64_t sequence) {
    if (!is_parked(sequence)) return false;
    const std::size_t at = parked_place(sequence);
    if (at - parked_->begin < parked_->asked_count) --parked_->asked_count;
    if (at == parked_->begin) {
      drop_first();  // the common case, one after the other: nothing moves
    } else {
      parked_->positions.erase(parked_->positions.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return true;
  }

  void load(const Loaded& message) {
    const auto behind =
        std::upper_bound(loaded.begin(), loaded.end(), message,
                         [](const Loaded& a, const Loaded& b) { return a.position < b.position; });
    loaded.insert(behind, message);
  }

  /// The earliest one is loaded, and none is on its way.
  bool may_go() const {
    return state == State::waiting && !loaded.empty() &&
           (!has_parked() || loaded.front().position < parked_front());
  }
  /// Nothing is left to remember.
  bool forgettable() const { return state == State::waiting && loaded.empty() && !has_parked(); }

 private:
  std::size_t asked_count() const { return has_parked() ? parked_->asked_count : 0; }
  /// Among the positions; behind them: it is not parked.
  std::size_t parked_place(std::uint64_t sequence) const {
    std::size_t at = parked_->begin;
    while (at < parked_->positions.size() && parked_->positions[at].sequence != sequence) ++at;
    return at;
  }
  void drop_first() {
    if (++parked_->begin == parked_->positions.size()) parked_.reset();
  }
};
static_assert(sizeof(Chain) == 128);

}  // namespace dispatcher
