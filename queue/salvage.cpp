#include "queue/salvage.hpp"

#include <algorithm>
#include <utility>

#include "queue/format.hpp"
#include "queue/log_batch.hpp"
#include "queue/log_file.hpp"
#include "queue/side_file.hpp"

namespace queue {
namespace {

/// Rows written at once.
constexpr std::size_t batch_rows = 4096;

std::optional<Family> family_named(std::string_view name) {
  for (std::size_t i = 0; i < families_count; ++i) {
    if (family_name(static_cast<Family>(i)) == name) return static_cast<Family>(i);
  }
  return std::nullopt;
}

/// Of a table whose own word for it is lost: what its first row can be. Indexes, which are made
/// again from the messages, are not looked for.
std::optional<Family> family_of_row(const TableFile::Row& row) {
  if (!row.value) return std::nullopt;
  if (row.key == format::counters_key || row.key == format::version_key) return Family::meta;
  if (format::decode_outcome_key(row.key) && format::decode_outcome(*row.value)) {
    return Family::outcomes;
  }
  const auto key = format::decode_message_key(row.key);
  const bool is_key = key && key->priority >= 1 && key->priority <= priorities_count;
  if (is_key && format::decode_message(*row.value)) return Family::messages;
  const auto id = format::decode_id(*row.value);
  if (id && id->key.priority >= 1 && id->key.priority <= priorities_count) return Family::ids;
  if (format::decode_lane(*row.value)) return Family::lanes;
  return std::nullopt;
}

/// Whether the other version of a row counts although it may be older.
bool beats(Family family, std::string_view key, std::string_view one, std::string_view other) {
  if (family == Family::messages) {
    // A dead letter may be revived, so that its newer row counts, whatever it says.
    const auto a = format::decode_message(one);
    const auto b = format::decode_message(other);
    const bool a_settled = a && a->standing == format::Standing::settled;
    return a_settled && !(b && b->standing == format::Standing::settled);
  }
  if (family == Family::lanes) {
    const auto a = format::decode_lane(one);
    const auto b = format::decode_lane(other);
    return a && (!b || a->armed_limit > b->armed_limit);
  }
  if (family == Family::meta && key == format::counters_key) {
    const auto a = format::decode_counters(one);
    const auto b = format::decode_counters(other);
    return a && (!b || a->commits > b->commits);
  }
  return false;
}

}  // namespace

Salvage::Salvage(const std::vector<std::filesystem::path>& tables,
                 const std::vector<std::filesystem::path>& logs, Store& target)
    : target_(target), batch_(target) {
  open_tables(tables);
  read_logs(logs);
}

bool Salvage::run() {
  for (std::size_t i = 0; i < families_count && !target_.failed(); ++i) {
    merge(static_cast<Family>(i));
    tell_holes(static_cast<Family>(i));
  }
  if (!batch_.empty()) (void)target_.write(batch_);
  return !target_.failed() && target_.sync();
}

void Salvage::open_tables(const std::vector<std::filesystem::path>& tables) {
  for (const auto& path : tables) {
    auto table = std::make_unique<TableFile>(path);
    auto family = family_named(table->family());
    const bool any = table->next();
    if (!family && any) family = family_of_row(table->row());
    if (family) {
      tables_[static_cast<std::size_t>(*family)].push_back({path.string(), std::move(table)});
      continue;
    }
    damage_.found.push_back(path.string() + " cannot be read: all its rows are lost");
    damage_.intents_lost = damage_.limits_lost = damage_.more_lost = true;
  }
}

void Salvage::read_logs(const std::vector<std::filesystem::path>& logs) {
  for (const auto& path : logs) {
    const LogFile log = read_log(bytes_of_file(path));
    for (const LogFile::Record& record : log.records) {
      (void)read_batch(record.payload, [&](const LoggedEntry& entry) {
        LogRow row{std::string(entry.key), entry.order, std::nullopt};
        if (entry.value) row.value = std::string(*entry.value);
        log_rows_[static_cast<std::size_t>(entry.family)].push_back(std::move(row));
      });
    }
  }
  for (auto& rows : log_rows_) std::ranges::stable_sort(rows, {}, &LogRow::key);
}

/// All sources are in the order of their keys: the lowest key of any is the next one.
void Salvage::merge(Family family) {
  auto& tables = tables_[static_cast<std::size_t>(family)];
  const auto& logged = log_rows_[static_cast<std::size_t>(family)];
  auto log_row = logged.begin();
  std::vector<Table*> live;
  for (Table& table : tables) {
    if (!table.file->at_end()) live.push_back(&table);
  }
  while (!target_.failed() && (!live.empty() || log_row != logged.end())) {
    std::optional<std::string> key;
    if (log_row != logged.end()) key = log_row->key;
    for (const Table* table : live) {
      if (!key || table->file->row().key < *key) key = table->file->row().key;
    }
    for (; log_row != logged.end() && log_row->key == *key; ++log_row) {
      take(family, *key, log_row->order, log_row->value);
    }
    for (Table*& table : live) {
      while (table != nullptr && table->file->row().key == *key) {
        take(family, *key, table->file->row().order, table->file->row().value);
        if (!table->file->next()) table = nullptr;
      }
    }
    std::erase(live, nullptr);
    write(family, *key);
  }
}

void Salvage::take(Family family, std::string_view key, std::uint64_t order,
                   std::optional<std::string_view> value) {
  if (best_ && best_->value && value) {
    if (beats(family, key, *best_->value, *value)) return;
    if (beats(family, key, *value, *best_->value)) {
      best_ = Best{order, std::string(*value)};
      return;
    }
  }
  if (best_ && order < best_->order) return;
  best_ = Best{order, std::nullopt};
  if (value) best_->value = std::string(*value);
}

void Salvage::write(Family family, const std::string& key) {
  const auto best = std::exchange(best_, {});
  if (!best || !best->value) return;
  batch_.put(family, key, *best->value);
  ++rows_written_;
  if (family == Family::messages) doubt_if_hidden(key, *best->value);
  if (++batched_ % batch_rows == 0) (void)target_.write(batch_);
}

/// What is newer of an open message may be among what cannot be read.
void Salvage::doubt_if_hidden(const std::string& key, std::string_view value) {
  const auto message = format::decode_message_key(key);
  const auto entry = format::decode_message(value);
  if (!message || !entry || !hidden(key)) return;
  const format::Standing standing = entry->standing;
  if (standing == format::Standing::settled || standing == format::Standing::dead) return;
  std::string doubt;
  format::encode(doubt, format::IntentEntry{*message, entry->accepted_at, {}});
  batch_.put(Family::doubts, key, doubt);
}

bool Salvage::hidden(const std::string& key) const {
  const auto covers = [&](const TableFile::Hole& hole) {
    return key > hole.above && (hole.to_the_end || key <= hole.last);
  };
  const auto& tables = tables_[static_cast<std::size_t>(Family::messages)];
  return std::ranges::any_of(
      tables, [&](const Table& table) { return std::ranges::any_of(table.file->holes(), covers); });
}

void Salvage::tell_holes(Family family) {
  for (const Table& table : tables_[static_cast<std::size_t>(family)]) {
    const std::size_t holes = table.file->holes().size();
    if (holes == 0 && !table.file->frame_damaged()) continue;
    damage_.found.push_back(table.name + " (" + std::string(family_name(family)) +
                            ") is damaged: " + std::to_string(holes) +
                            " parts of its rows cannot be read");
    damage_.intents_lost = true;
    if (holes == 0) continue;
    if (family == Family::lanes) damage_.limits_lost = true;
    if (family == Family::outcomes || family == Family::messages) damage_.more_lost = true;
  }
}

}  // namespace queue
