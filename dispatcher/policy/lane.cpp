#include "dispatcher/policy/lane.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace dispatcher {

Lane::~Lane() {
  for (Chain* chain : chains_) pool_.give_back(*chain);
}

Lane::Placement Lane::arrive(const Arrival& arrival) {
  Chain& chain = chain_of(arrival.key, arrival.priority);
  Position position = arrival.position;
  const auto parked_at = chain.unpark(position.sequence);
  if (parked_at) {
    position = *parked_at;
    --parked_count_;
  }
  if (chain.state == Chain::State::blocked && chain.head.position.sequence == position.sequence) {
    position = chain.head.position;  // what it waited behind it still does
    chain.state = Chain::State::waiting;
    --blocked_count_;
  }

  if (arrival.in_doubt) position.from = WallTime::min();

  const bool full = chain.read_count() >= loaded_per_chain_max || chain.has_parked() ||
                    chain.state == Chain::State::blocked;
  if (full && !parked_at && !arrival.from_due) {
    chain.park_last(position);
    ++parked_count_;
    advance(chain);
    return Placement::parked;
  }
  const Chain::Loaded message{position, arrival.handle, arrival.from_due, arrival.scheduled};
  chain.load(message);
  ++count_of(chain, message);
  if (chain.state == Chain::State::ready && waits_for_reading(chain)) make_wait(chain);
  ask_for_head(chain);
  advance(chain);
  return Placement::loaded;
}

bool Lane::read_up_to(Priority priority, WallTime from) {
  read_up_to_[index(priority)] = from;
  auto& waiting = unread_before_[index(priority)];
  bool any = false;
  for (; !waiting.empty() && waiting.begin()->first.from <= from; any = true) {
    Chain* chain = waiting.begin()->second;
    waiting.erase(waiting.begin());
    advance(*chain);
  }
  return any;
}

bool Lane::waits_for_reading(const Chain& chain) const {
  const Chain::Loaded& first = chain.loaded.front();
  return first.scheduled && first.position.from > read_up_to_[index(chain.priority)];
}

Chain* Lane::take(Priority priority) {
  auto& ready = ready_[index(priority)];
  assert(!ready.empty());
  Chain* chain = ready.front();
  ready.pop_front();
  assert(chain->state == Chain::State::ready);
  chain->state = Chain::State::taken;
  chain->head = chain->loaded.front();
  chain->loaded.erase(chain->loaded.begin());
  advance(*chain);
  return chain;
}

Handle Lane::peek(Priority priority) const {
  const auto& ready = ready_[index(priority)];
  assert(!ready.empty());
  return ready.front()->loaded.front().handle;
}

void Lane::give_back(Chain* chain) {
  assert(chain->state == Chain::State::taken);
  chain->load(chain->head);
  if (waits_for_reading(*chain)) {
    chain->state = Chain::State::waiting;
    return advance(*chain);
  }
  chain->state = Chain::State::ready;
  ready_[index(chain->priority)].push_front(chain);
}

void Lane::finish(Chain* chain) {
  assert(chain->state == Chain::State::taken);
  --count_of(*chain, chain->head);
  chain->state = Chain::State::waiting;
  advance(*chain);
}

void Lane::block(Chain* chain, std::vector<Handle>& evicted) {
  assert(chain->state == Chain::State::taken);
  --count_of(*chain, chain->head);
  block(*chain);
  // What was asked for is about to arrive and would land before the evicted ones: keep them then.
  while (chain->parked_unasked_count() == chain->parked_count() && !chain->loaded.empty() &&
         !chain->loaded.back().from_due) {
    chain->park_first(chain->loaded.back().position);
    ++parked_count_;
    evicted.push_back(chain->loaded.back().handle);
    --count_of(*chain, chain->loaded.back());
    chain->loaded.pop_back();
  }
  ask_for_head(*chain);
}

void Lane::block(Chain& chain) {
  if (chain.state != Chain::State::blocked) ++blocked_count_;
  chain.state = Chain::State::blocked;
  chain.is_head_asked = false;
}

/// Those behind it would wait for ever, if it had to wait for their credit.
void Lane::ask_for_head(Chain& chain) {
  if (chain.state != Chain::State::blocked || chain.is_head_asked || !chain.holds_due()) return;
  chain.is_head_asked = true;
  rereads_[index(chain.priority)].push_back(chain.head.position.sequence);
}

void Lane::block_at_start(const OrderKey& key, Priority priority, const Position& position) {
  Chain& chain = chain_of(key, priority);
  if (chain.state == Chain::State::blocked && chain.head.position < position) return;
  block(chain);
  chain.head.position = position;
  ask_for_head(chain);
}

void Lane::went_back(const OrderKey& key, Priority priority, std::uint64_t sequence) {
  const Found found = find(key, priority, sequence);
  if (found.where != Found::Where::blocking) return;
  found.chain->is_head_asked = false;
  ask_for_head(*found.chain);
}

Lane::Found Lane::find(const OrderKey& key, Priority priority, std::uint64_t sequence) {
  const auto known = chains_.find(ChainKey{key, priority});
  if (known == chains_.end()) return {};
  Chain& chain = **known;
  if (chain.state == Chain::State::taken && chain.head.position.sequence == sequence) {
    return {Found::Where::taken, chain.head.handle, &chain};
  }
  if (chain.state == Chain::State::blocked && chain.head.position.sequence == sequence) {
    return {Found::Where::blocking, 0, &chain};
  }
  for (const Chain::Loaded& loaded : chain.loaded) {
    if (loaded.position.sequence == sequence) {
      return {Found::Where::loaded, loaded.handle, &chain};
    }
  }
  if (chain.is_parked(sequence)) return {Found::Where::parked, 0, &chain};
  return {Found::Where::absent, 0, &chain};
}

Lane::Found Lane::withdraw(const OrderKey& key, Priority priority, std::uint64_t sequence) {
  Found found = find(key, priority, sequence);
  switch (found.where) {
    case Found::Where::absent:
    case Found::Where::taken:
      return found;
    case Found::Where::blocking:
      found.chain->state = Chain::State::waiting;
      --blocked_count_;
      break;
    case Found::Where::parked:
      found.chain->drop_parked(sequence);
      --parked_count_;
      break;
    case Found::Where::loaded:
      unload(*found.chain, sequence);
      break;
  }
  advance(*std::exchange(found.chain, nullptr));  // which may forget it
  return found;
}

void Lane::unload(Chain& chain, std::uint64_t sequence) {
  if (chain.state == Chain::State::ready) make_wait(chain);
  const auto gone = std::ranges::find_if(chain.loaded, [&](const Chain::Loaded& loaded) {
    return loaded.position.sequence == sequence;
  });
  --count_of(chain, *gone);
  unread_before_[index(chain.priority)].erase(gone->position);
  chain.loaded.erase(gone);
}

/// It has to show again that it may go.
void Lane::make_wait(Chain& chain) {
  std::erase(ready_[index(chain.priority)], &chain);
  chain.state = Chain::State::waiting;
}

std::size_t& Lane::count_of(const Chain& chain, const Chain::Loaded& message) {
  return (message.from_due ? due_count_ : read_count_)[index(chain.priority)];
}

std::vector<std::uint64_t> Lane::take_rereads(Priority priority) {
  return std::exchange(rereads_[index(priority)], {});
}

Chain& Lane::chain_of(const OrderKey& key, Priority priority) {
  const auto known = chains_.find(ChainKey{key, priority});
  if (known != chains_.end()) return **known;
  Chain& chain = pool_.make(key, priority);
  chains_.insert(&chain);
  return chain;
}

void Lane::forget(Chain& chain) {
  chains_.erase(&chain);
  pool_.give_back(chain);
}

void Lane::advance(Chain& chain) {
  if (chain.may_go() && waits_for_reading(chain)) {
    unread_before_[index(chain.priority)].try_emplace(chain.loaded.front().position, &chain);
  } else if (chain.may_go()) {
    chain.state = Chain::State::ready;
    ready_[index(chain.priority)].push_back(&chain);
  }
  if (chain.state != Chain::State::blocked) {
    while (chain.parked_unasked_count() > 0 &&
           chain.read_count() + chain.parked_count() - chain.parked_unasked_count() <
               loaded_per_chain_max) {
      rereads_[index(chain.priority)].push_back(chain.ask_next().sequence);
    }
  }
  if (chain.forgettable()) forget(chain);
}

}  // namespace dispatcher
