#include <algorithm>
#include <chrono>
#include <utility>

#include "dispatcher/policy/code_table.hpp"
#include "dispatcher/shard.hpp"

/// A message that waits apart from its lane, in the due index.
namespace dispatcher {

namespace {

std::chrono::milliseconds wait_min(Wait wait, std::uint32_t code) {
  if (wait == Wait::not_found) return not_found_wait;
  return code == code_queue_full ? queue_full_wait : conflict_wait;
}

}  // namespace

/// The waits that concern this message alone go to the due index.
bool Shard::wait_apart(Handle handle, Wait wait) {
  if (wait != Wait::message_charged && wait != Wait::not_found && wait != Wait::participant) {
    return false;
  }
  Progress& progress = loaded_[handle].progress;
  progress.reason = wait == Wait::not_found ? WaitReason::not_found_recheck : WaitReason::delayed;
  const WallTime now = runtime_.wall_now();
  if (wait == Wait::participant) {
    defer(handle, now + pair_limit_wait, false);
    return true;
  }
  const auto delay = charged_wait(options_.retry, progress.resends_charged,
                                  wait_min(wait, progress.code), runtime_.random());
  if (!delay) {
    settle(handle, OutcomeKind::dead, {});
    return true;
  }
  ++progress.resends_charged;
  if (wait == Wait::not_found) ++progress.not_found_rechecks;
  defer(handle, now + *delay, false);
  return true;
}

void Shard::defer(Handle handle, WallTime due, bool in_doubt) {
  LoadedMessage& message = loaded_[handle];
  const WallTime wake = std::min(due, message.expires_at);  // to end it in time
  spool_->request(queue::Defer{.key = message.key,
                               .slot = free_slot(message),
                               .due = wake,
                               .in_doubt = in_doubt,
                               .progress = encode_progress(message.progress),
                               .note = std::exchange(message.note, {})});
  if (message.progress.doubt_from == WallTime{}) {
    text_is_in(message, false);
  } else if (std::exchange(message.text_is_out, false)) {
    texts_apart_.try_emplace(message.key.sequence, TextApart{message.text, message.key});
  }
  std::vector<Handle> evicted;
  message.lane->order.block(message.chain, evicted);
  for (const Handle other : evicted) leave(other);
  leave(handle);
}

/// A re-send takes its place in the budget once, and may have to wait for it.
bool Shard::waits_for_budget(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  if (!is_resend(message.progress.reason)) return false;
  message.progress.reason = WaitReason::resend_booked;
  const TimePoint now = runtime_.now();
  const TimePoint at = message.lane->outlet->retry_budget().book(now);
  if (at <= now) return false;
  const auto wait = std::chrono::ceil<WallTime::duration>(at - now);
  defer(handle, runtime_.wall_now() + wait, message.progress.doubt_from != WallTime{});
  return true;
}

}  // namespace dispatcher
