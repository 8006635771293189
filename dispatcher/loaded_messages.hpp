#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dispatcher/message/message.hpp"
#include "dispatcher/message/prefetch.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "dispatcher/policy/chain.hpp"
#include "dispatcher/policy/texts_out.hpp"
#include "queue/spool.hpp"

namespace dispatcher {

class Outlet;
struct ServiceLane;

/// A message in a shard's memory, from its read to its settlement.
struct LoadedMessage {
  LoadedMessage(Message&& read, const Progress& before)
      : message(std::move(read)), progress(before) {}

  Message message;
  Progress progress;
  queue::HistoryNote note{};  ///< of the attempt that has just ended: goes with its record
  WallTime accepted_at{};
  std::uint64_t account_in_flight = 0;  ///< requests of its account when it was written, with it
  WallTime written_at{};
  /// A late answer to an attempt before this one said that it was sent; the receipt, if it had one.
  std::unique_ptr<std::optional<Created>> sent_before{};
  queue::MessageKey key{};
  WallTime expires_at{};  ///< its own or by the default time to live; WallTime::max(): never
  TimePoint armed_at{};
  TextKey text = 0;
  ServiceLane* lane = nullptr;
  Chain* chain = nullptr;               ///< while taken
  Outlet* outlet = nullptr;             ///< while taken: its way out, whatever its lane's is now
  std::uint32_t slot = queue::no_slot;  ///< its intent, while armed or in flight
  bool from_due = false;
  bool in_flight = false;
  bool text_is_out = false;  ///< counted among the shard's texts that are out
};

/// The loaded messages of one shard: their places are reused, a handle stays good until `release`.
/// One thread.
class LoadedMessages {
 public:
  /// Made in its place: it is several hundred bytes, which would be moved twice.
  Handle add(Message&& message, const Progress& progress) {
    if (free_.empty()) {
      places_.emplace_back();
      free_.push_back(static_cast<Handle>(places_.size() - 1));
    }
    const Handle handle = free_.back();
    free_.pop_back();
    places_[handle].emplace(std::move(message), progress);
    return handle;
  }

  LoadedMessage& operator[](Handle handle) {
    assert(handle < places_.size() && places_[handle].has_value());
    return *places_[handle];
  }

  void release(Handle handle) {
    assert(places_[handle].has_value());
    places_[handle].reset();
    free_.push_back(handle);
  }

  std::size_t count() const { return places_.size() - free_.size(); }

  // Thousands are loaded, so each is far when its turn comes: whoever knows the turn says so some
  // steps before.

  /// A step of this one comes soon.
  void foresee(Handle handle) const { prefetch(&places_[handle], sizeof(Place)); }
  /// The next two `add` come soon.
  void foresee_adds() const {
    if (free_.size() > 1) foresee(*(free_.end() - 2));
  }

 private:
  using Place = std::optional<LoadedMessage>;

  std::deque<Place> places_;  // grows without moving what others refer to
  std::vector<Handle> free_;
};

}  // namespace dispatcher
