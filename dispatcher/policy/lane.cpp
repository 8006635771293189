#include "dispatcher/policy/lane.hpp"

#include <cassert>
#include <utility>

namespace dispatcher {

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

  const bool full = chain.loaded.size() >= loaded_per_chain_max || chain.has_parked() ||
                    chain.state == Chain::State::blocked;
  if (full && !parked_at && !arrival.from_due) {
    chain.park_last(position);
    ++parked_count_;
    advance(chain);
    return Placement::parked;
  }
  chain.load({position, arrival.handle, arrival.from_due});
  ++loaded_count_[index(arrival.priority)];
  advance(chain);
  return Placement::loaded;
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
  chain->state = Chain::State::ready;
  ready_[index(chain->priority)].push_front(chain);
}

void Lane::finish(Chain* chain) {
  assert(chain->state == Chain::State::taken);
  --loaded_count_[index(chain->priority)];
  chain->state = Chain::State::waiting;
  advance(*chain);
}

void Lane::block(Chain* chain, std::vector<Handle>& evicted) {
  assert(chain->state == Chain::State::taken);
  --loaded_count_[index(chain->priority)];
  chain->state = Chain::State::blocked;
  ++blocked_count_;
  // What was asked for is about to arrive and would land before the evicted ones: keep them then.
  while (chain->parked_unasked_count() == chain->parked_count() && !chain->loaded.empty() &&
         !chain->loaded.back().from_due) {
    chain->park_first(chain->loaded.back().position);
    ++parked_count_;
    evicted.push_back(chain->loaded.back().handle);
    chain->loaded.pop_back();
    --loaded_count_[index(chain->priority)];
  }
}

void Lane::block_at_start(const OrderKey& key, Priority priority, const Position& position) {
  Chain& chain = chain_of(key, priority);
  if (chain.state == Chain::State::blocked && chain.head.position < position) return;
  if (chain.state != Chain::State::blocked) ++blocked_count_;
  chain.state = Chain::State::blocked;
  chain.head.position = position;
}

std::vector<std::uint64_t> Lane::take_rereads(Priority priority) {
  return std::exchange(rereads_[index(priority)], {});
}

Chain& Lane::chain_of(const OrderKey& key, Priority priority) {
  return chains_.try_emplace(ChainKey{key, priority}, key, priority).first->second;
}

void Lane::advance(Chain& chain) {
  if (chain.may_go()) {
    chain.state = Chain::State::ready;
    ready_[index(chain.priority)].push_back(&chain);
  }
  if (chain.state != Chain::State::blocked) {
    while (chain.parked_unasked_count() > 0 &&
           chain.loaded.size() + chain.parked_count() - chain.parked_unasked_count() <
               loaded_per_chain_max) {
      rereads_[index(chain.priority)].push_back(chain.ask_next().sequence);
    }
  }
  if (chain.forgettable()) chains_.erase(ChainKey{chain.key, chain.priority});
}

}  // namespace dispatcher
