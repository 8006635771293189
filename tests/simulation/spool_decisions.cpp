#include <utility>

#include "tests/simulation/spool.hpp"

/// Messages that are called back so that somebody can decide about them.
namespace simulation {

bool SimSpool::admits(const queue::MessageKey& key, bool decides) const {
  if (!decides) return true;
  const auto out = run_.out.find(key.sequence);
  return out != run_.out.end() && !out->second.overtaken;
}

/// A record that was on its way while an operator's recall was: what it says stands, and the answer
/// to the recall, which is still to come, has no effect.
void SimSpool::answered(queue::Sequence sequence, bool decides) {
  const auto out = run_.out.find(sequence);
  if (out == run_.out.end()) return;
  if (!decides && out->second.by_operator) {
    out->second.overtaken = true;
  } else {
    run_.out.erase(out);
  }
}

void SimSpool::take(const queue::LetBe& let_be) {
  if (run_.out.erase(let_be.key.sequence) > 0) want_turn();
}

void SimSpool::recall_some() {
  for (const queue::MessageKey& key : std::exchange(run_.recalls, {})) {
    const Kept* kept = disk_.find(key.sequence);
    if (kept == nullptr) {
      watch_.on_broken("a recall of a message that nobody handed in");
    } else if (run_.out.contains(key.sequence)) {
      run_.recalls.push_back(key);  // out for somebody else
    } else if (kept->standing == Standing::settled) {
      queue::Recalled::Entry entry;
      entry.message.key = key;
      entry.message.id = kept->stored.id;
      entry.outcome = kept->outcome;
      tell(queue::Recalled{{std::move(entry)}});
    } else {
      recall(*kept, std::nullopt);
    }
  }
}

void SimSpool::recall(const Kept& kept, std::optional<queue::Decision> decision) {
  run_.out[kept.stored.key.sequence] = {decision.has_value(), false};
  queue::Recalled::Entry entry{view(kept).message, kept.in_doubt || kept.doubt, {}, {}};
  entry.held = kept.standing == Standing::held;
  entry.decision = std::move(decision);
  tell(queue::Recalled{{std::move(entry)}});
}

/// Only what can be done is asked of the shard.
void SimSpool::decide_now(const std::string& id, queue::Decision::Kind kind) {
  using Kind = queue::Decision::Kind;
  const Kept* kept = disk_.find(id);
  if (kept == nullptr || kept->standing == Standing::settled) return;
  if (run_.out.contains(kept->stored.key.sequence)) return;
  const bool held = kept->standing == Standing::held;
  const bool in_doubt = kept->in_doubt || kept->doubt;
  switch (kind) {
    case Kind::cancel:
    case Kind::expire:
      if (in_doubt) return;
      break;
    case Kind::hold:
      if (held) return;
      break;
    case Kind::release:
      if (!held || in_doubt) return;
      break;
    case Kind::settle_sent:
    case Kind::settle_not_sent:
      if (!in_doubt) return;
      break;
  }
  trace_.note("decided", kept->stored.key.sequence, static_cast<std::uint64_t>(kind));
  recall(*kept, queue::Decision{kind, "as it is"});
}

queue::MessageView SimSpool::view(const Kept& kept) const {
  queue::MessageView view;
  view.standing = kept.standing;
  view.message = kept.stored;
  if (kept.doubt) view.message.progress = kept.doubt->progress;
  view.lane_name = disk_.lanes().at(kept.stored.key.lane - 1);
  view.due = kept.due;
  view.scheduled = kept.scheduled;
  view.in_doubt = kept.in_doubt || kept.doubt;
  view.outcome = kept.outcome;
  return view;
}

}  // namespace simulation
