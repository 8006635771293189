#include "queue/message_finder.hpp"

#include <cassert>

#include "queue/history.hpp"

namespace queue {

Result<std::optional<MessageView>> MessageFinder::find(const std::string& id) {
  const auto bytes = books_.store.get(Family::ids, id);
  if (books_.store.failed()) return books_.store.failure().error;
  if (!bytes) return std::optional<MessageView>{};
  const auto entry = format::decode_id(*bytes);
  if (!entry) {
    books_.store.fail_undecodable(Family::ids, id);
    return errc::damaged;
  }
  auto view = find(entry->key);
  if (!view || !*view) return view;
  (*view)->message.id = id;
  (*view)->history = History(books_).of(entry->key);
  if (books_.store.failed()) return books_.store.failure().error;
  return view;
}

Result<std::optional<MessageView>> MessageFinder::find(const MessageKey& key) {
  assert(books_.moved.empty());  // else the entry on disk would be older than what is known
  const bool possible = key.lane >= 1 && key.lane <= books_.lanes.size() && key.sequence != 0 &&
                        key.priority >= 1 && key.priority <= priorities_count;
  if (!possible) return std::optional<MessageView>{};
  const std::string stored_key = format::message_key(key);
  const auto bytes = books_.store.get(Family::messages, stored_key);
  if (books_.store.failed()) return books_.store.failure().error;
  if (!bytes) return std::optional<MessageView>{};
  const auto entry = format::decode_message(*bytes);
  if (!entry) {
    books_.store.fail_undecodable(Family::messages, stored_key);
    return errc::damaged;
  }
  MessageView view;
  view.message = books_.message_of(key, *entry);
  view.lane_name = books_.lanes.at(key.lane).name;
  if (format::has_ended(entry->standing)) {
    view.dead = entry->standing == format::Standing::dead;
    add_outcome(view, entry->outcome);
  } else {
    add_parked(view, *entry);
  }
  if (books_.store.failed()) return books_.store.failure().error;
  return std::optional(std::move(view));
}

void MessageFinder::add_outcome(MessageView& view, std::uint64_t number) {
  view.standing = MessageView::Standing::settled;
  view.outcome_sequence = number;
  const std::string stored_key = format::outcome_key(number);
  const auto bytes = books_.store.get(Family::outcomes, stored_key);
  const auto stored = bytes ? format::decode_outcome(*bytes) : std::nullopt;
  if (!stored) {
    if (!books_.store.failed()) books_.store.fail_undecodable(Family::outcomes, stored_key);
    return;
  }
  view.message.id = stored->id;
  view.outcome = stored->outcome;
}

ReceiptsFound MessageFinder::find(const FindReceipts& asked) {
  ReceiptsFound found{asked.tag, {}};
  const std::vector<std::string_view> receipts(asked.receipts.begin(), asked.receipts.end());
  const auto values = books_.store.get_all(Family::receipts, receipts);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto entry = values[i] ? format::decode_receipt(*values[i]) : std::nullopt;
    if (values[i] && !entry) books_.store.fail_undecodable(Family::receipts, receipts[i]);
    found.owners.push_back(entry ? std::optional(entry->key) : std::nullopt);
  }
  return found;
}

void MessageFinder::add_parked(MessageView& view, const format::MessageEntry& entry) {
  const MessageKey& key = view.message.key;
  if (entry.standing != format::Standing::waiting) {
    const auto parked = books_.load_parked(key, entry);
    if (!parked) return;
    const bool held = entry.standing == format::Standing::held;
    view.standing = held ? MessageView::Standing::held : MessageView::Standing::due;
    view.due = entry.due;
    view.message.progress = parked->entry().progress;
    view.scheduled = parked->entry().reason == format::ParkedReason::scheduled;
    view.in_doubt = parked->entry().reason == format::ParkedReason::in_doubt;
  }
  const auto doubt = books_.doubts.find(key.sequence);
  if (doubt == books_.doubts.end()) return;
  view.in_doubt = true;
  view.scheduled = false;
  view.message.progress = doubt->second.progress;
}

}  // namespace queue
