#include "queue/forgetter.hpp"

#include <algorithm>
#include <cassert>

namespace queue {
namespace {

/// Outcomes looked at in one step: each that is old is four reads, and a turn must stay short.
constexpr std::uint32_t step_max = 64;

}  // namespace

bool Forgetter::forget(Forget&& forget) {
  if (asked_.size() == waiting_max) return false;
  const std::uint64_t after = forget.after;
  asked_.push_back({std::move(forget), {}, after, 0});
  return true;
}

/// A step that meets a failed store changes nothing, and is taken again once that is healed.
std::optional<Forgetter::Forgotten> Forgetter::forget_some() {
  if (asked_.empty()) return std::nullopt;
  books_.commit();  // so that all there is can be read
  Asked& asked = asked_.front();
  Stretch stretch = look(asked);
  find_keys(stretch.old);
  find_standings(stretch.old);
  find_rows(stretch);
  if (books_.store.failed()) return std::nullopt;
  if (!asked.forget.counts_only) remove(stretch);
  asked.after = stretch.last;
  asked.looked_count += stretch.looked_count;
  asked.page.count += stretch.old.size();
  asked.page.dead_count += stretch.dead_count;
  if (!stretch.at_end && asked.looked_count < asked.forget.count_max) return std::nullopt;
  if (!stretch.at_end && asked.page.count != 0) asked.page.next = asked.after;
  Forgotten forgotten{std::move(asked.forget.done), asked.page};
  asked_.pop_front();
  return forgotten;
}

Forgetter::Stretch Forgetter::look(const Asked& asked) {
  Stretch stretch;
  stretch.last = asked.after;
  const auto outcomes = books_.store.iterate(Family::outcomes);
  outcomes->Seek(format::outcome_key(asked.after + 1));
  const std::uint32_t count_max = std::min(step_max, asked.forget.count_max - asked.looked_count);
  for (; outcomes->Valid() && stretch.looked_count < count_max; outcomes->Next()) {
    const std::string_view stored = outcomes->key().ToStringView();
    const auto number = format::decode_outcome_key(stored);
    const auto entry = format::decode_outcome(outcomes->value().ToStringView());
    if (!number || !entry) {
      books_.store.fail_undecodable(Family::outcomes, stored);
      return stretch;
    }
    stretch.last = *number;
    ++stretch.looked_count;
    if (*number == books_.counters.outcome_last) continue;  // numbers go on from it
    auto facts = read_outcome_(entry->outcome);
    if (!facts || facts->ended_at >= asked.forget.ended_before) continue;
    stretch.old.push_back(
        {.number = *number, .id = std::string(entry->id), .receipt = std::move(facts->receipt)});
  }
  stretch.at_end = !outcomes->Valid();
  books_.store.check(*outcomes);
  return stretch;
}

void Forgetter::find_keys(std::vector<Old>& old) {
  std::vector<std::string_view> ids;
  ids.reserve(old.size());
  for (const Old& outcome : old) ids.emplace_back(outcome.id);
  const auto values = books_.store.get_all(Family::ids, ids);
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!values[i]) continue;
    const auto entry = format::decode_id(*values[i]);
    if (!entry) return books_.store.fail_undecodable(Family::ids, old[i].id);
    old[i].key = entry->key;
  }
}

void Forgetter::find_standings(std::vector<Old>& old) {
  std::vector<std::string> keys;
  keys.reserve(old.size());
  for (const Old& outcome : old) {
    keys.push_back(outcome.key ? format::message_key(*outcome.key) : std::string());
  }
  const auto values = books_.store.get_all(Family::messages, {keys.begin(), keys.end()});
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!old[i].key) continue;
    const auto entry = values[i] ? format::decode_message(*values[i]) : std::nullopt;
    if (values[i] && !entry) return books_.store.fail_undecodable(Family::messages, keys[i]);
    // Damage may have taken the message: then all that is left of it ends with its outcome.
    old[i].ends_message =
        !entry || (format::has_ended(entry->standing) && entry->outcome == old[i].number);
    old[i].dead = old[i].ends_message && entry && entry->standing == format::Standing::dead;
  }
}

void Forgetter::find_rows(Stretch& stretch) {
  for (const Old& old : stretch.old) {
    const std::string number = format::outcome_key(old.number);
    stretch.rows.emplace_back(Family::outcomes, number);
    if (!old.ends_message) {
      stretch.rows.emplace_back(Family::dead, format::revived_key(old.number));
      continue;
    }
    if (old.dead) {
      stretch.rows.emplace_back(Family::dead, number);
      ++stretch.dead_count;
    }
    stretch.rows.emplace_back(Family::ids, old.id);
    stretch.rows.emplace_back(Family::messages, format::message_key(*old.key));
  }
  find_receipts(stretch);
  find_notes(stretch);
}

/// A receipt may belong to another message by now.
void Forgetter::find_receipts(Stretch& stretch) {
  std::vector<std::string_view> receipts;
  receipts.reserve(stretch.old.size());
  for (const Old& old : stretch.old) receipts.emplace_back(old.receipt);
  const auto values = books_.store.get_all(Family::receipts, receipts);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const auto entry = format::decode_receipt(*values[i]);
    if (!entry) return books_.store.fail_undecodable(Family::receipts, receipts[i]);
    if (entry->outcome == stretch.old[i].number) {
      stretch.rows.emplace_back(Family::receipts, receipts[i]);
    }
  }
}

void Forgetter::find_notes(Stretch& stretch) {
  const auto notes = books_.store.iterate(Family::history);
  for (const Old& old : stretch.old) {
    if (!old.ends_message) continue;
    const std::string prefix = format::message_key(*old.key);
    for (notes->Seek(prefix); notes->Valid() && notes->key().starts_with(prefix); notes->Next()) {
      stretch.rows.emplace_back(Family::history, notes->key().ToString());
    }
  }
  books_.store.check(*notes);
}

void Forgetter::remove(const Stretch& stretch) {
  for (const auto& [family, key] : stretch.rows) books_.batch.remove(family, key);
  for (const Old& old : stretch.old) {
    if (old.ends_message) books_.moved.insert(old.key->sequence);
  }
  assert(books_.counters.dead_count >= stretch.dead_count);
  books_.counters.dead_count -= stretch.dead_count;
}

void Forgetter::abandon(boost::system::error_code error) {
  for (Asked& asked : std::exchange(asked_, {})) asked.forget.done(error);
}

}  // namespace queue
