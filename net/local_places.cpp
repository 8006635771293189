#include "net/local_places.hpp"

#include <cassert>
#include <utility>

namespace net {

std::list<LocalPlaces::Place>& LocalPlaces::of(Phase phase) {
  return by_phase_.at(static_cast<std::size_t>(phase) - 1);
}

const std::list<LocalPlaces::Place>& LocalPlaces::of(Phase phase) const {
  return by_phase_.at(static_cast<std::size_t>(phase) - 1);
}

LocalPlaces::Handle LocalPlaces::add(std::shared_ptr<LocalConnection> connection, TimePoint now) {
  auto& idle = of(Phase::idle);
  return idle.insert(idle.end(), {std::move(connection), Phase::idle, now, 0});
}

void LocalPlaces::enter(Handle place, Phase phase, TimePoint now) {
  auto& next = of(phase);
  next.splice(next.end(), of(place->phase), place);
  place->phase = phase;
  place->since = now;
}

void LocalPlaces::hold(Handle place, std::size_t bytes) {
  held_bytes_ = held_bytes_ - place->held_bytes + bytes;
  place->held_bytes = bytes;
}

void LocalPlaces::remove(Handle place) {
  hold(place, 0);
  of(place->phase).erase(place);
}

std::size_t LocalPlaces::count() const {
  std::size_t count = 0;
  for (const auto& places : by_phase_) count += places.size();
  return count;
}

std::shared_ptr<LocalConnection> LocalPlaces::slowest(TimePoint now) const {
  const auto& idle = of(Phase::idle);
  if (!idle.empty() && now - idle.front().since >= fresh) return idle.front().connection;
  const Place* slowest = nullptr;
  for (const auto phase : {Phase::idle, Phase::head, Phase::body, Phase::writing}) {
    const auto& places = of(phase);
    if (places.empty()) continue;
    if (slowest == nullptr || places.front().since < slowest->since) slowest = &places.front();
  }
  return slowest == nullptr ? nullptr : slowest->connection;
}

std::shared_ptr<LocalConnection> LocalPlaces::slowest_holder(Handle asking) const {
  const Place* slowest = nullptr;
  for (const auto phase : {Phase::body, Phase::writing}) {
    for (const Place& place : of(phase)) {
      if (&place == &*asking || place.held_bytes == 0) continue;
      if (slowest == nullptr || place.since < slowest->since) slowest = &place;
      break;
    }
  }
  return slowest == nullptr ? nullptr : slowest->connection;
}

std::vector<std::shared_ptr<LocalConnection>> LocalPlaces::all() const {
  std::vector<std::shared_ptr<LocalConnection>> all;
  for (const auto& places : by_phase_) {
    for (const Place& place : places) all.push_back(place.connection);
  }
  return all;
}

}  // namespace net
