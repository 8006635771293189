#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "net/exchange.hpp"

namespace net {

class LocalConnection;

/// The connections of a LocalServer by what each waits for, in the order in which it began to: so
/// it is known at once who has had its place the longest without a request to show for it. Also how
/// much memory the bodies and answers of all take together. One thread.
class LocalPlaces {
 public:
  enum class Phase : std::uint8_t {
    idle = 1,   ///< no request, or the last answer is out
    head,       ///< a part of one is here
    body,       ///< the same
    answering,  ///< the handler has the request: the client is not what is slow
    writing,    ///< the client has to take an answer
  };
  struct Place {
    std::shared_ptr<LocalConnection> connection;
    Phase phase = Phase::idle;
    TimePoint since{};
    std::size_t held_bytes = 0;
  };
  using Handle = std::list<Place>::iterator;  ///< good until it is removed

  /// Idle, from `now` on, which does not go back.
  Handle add(std::shared_ptr<LocalConnection> connection, TimePoint now);
  void enter(Handle place, Phase phase, TimePoint now);
  /// It has so much in memory now, in place of what it had.
  void hold(Handle place, std::size_t bytes);
  void remove(Handle place);

  std::size_t count() const;
  std::size_t held_bytes() const { return held_bytes_; }

  /// Whoever came or was answered so lately is not idle yet: its request may be on its way.
  static constexpr std::chrono::seconds fresh{1};

  /// Who is to go when another needs a place: the one idle for longest, unless it is fresh, or else
  /// the one that has waited longest for anything. Nobody: all wait for the handler.
  std::shared_ptr<LocalConnection> slowest(TimePoint now) const;
  /// Who is to go when memory is short: whose body or answer has taken longest. Not `asking`.
  std::shared_ptr<LocalConnection> slowest_holder(Handle asking) const;
  std::vector<std::shared_ptr<LocalConnection>> all() const;

 private:
  std::list<Place>& of(Phase phase);
  const std::list<Place>& of(Phase phase) const;

  std::array<std::list<Place>, 5> by_phase_;  // the longest first
  std::size_t held_bytes_ = 0;
};

}  // namespace net
