#include "queue/recovery.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <system_error>

#include "queue/bytes.hpp"
#include "queue/census_row.hpp"
#include "queue/format.hpp"
#include "queue/rebuild.hpp"
#include "queue/spool_files.hpp"

namespace queue {
namespace {

bool may_lie_beside_a_spool(const std::string& name) {
  constexpr std::array<std::string_view, 6> known = {"owner",      "synced",         "synced.new",
                                                     "synced.now", "control.socket", "lost+found"};
  return std::ranges::find(known, name) != known.end();
}

/// Calls `use` for every entry of the family that starts with `prefix`; false from it: the entry
/// is none that this version writes.
using UseEntry = std::function<bool(std::string_view key, std::string_view value)>;
void for_each(Store& store, Family family, std::string_view prefix, const UseEntry& use) {
  const auto entries = store.iterate(family);
  for (entries->Seek(prefix); entries->Valid(); entries->Next()) {
    const std::string_view key = entries->key().ToStringView();
    if (!key.starts_with(prefix)) break;
    if (!use(key, entries->value().ToStringView())) return store.fail_undecodable(family, key);
  }
  store.check(*entries);
}

std::string unknown_format(std::uint32_t found) {
  std::string said = "has format " + std::to_string(found) + ", this program knows ";
  if (found > format::version) return said + "up to " + std::to_string(format::version);
  return said + "only " + std::to_string(format::version) +
         ": drain it with the program that wrote it";
}

errc format_error(std::uint32_t found) {
  return found > format::version ? errc::newer_format : errc::older_format;
}

void load_lanes(Books& books) {
  for_each(books.store, Family::lanes, "", [&](std::string_view key, std::string_view value) {
    const auto lane = format::decode_lane(value);
    if (!lane || lane->lane > books.counters.lane_last) return false;
    books.lanes.add(lane->lane, key).armed_limit = lane->armed_limit;
    return true;
  });
  if (!books.lanes.whole() || books.lanes.size() != books.counters.lane_last) {
    books.store.fail({errc::damaged, "the names of some lanes are missing"});
    return;
  }
  const std::string_view prefix = "watermark";
  for_each(books.store, Family::meta, prefix, [&](std::string_view key, std::string_view value) {
    ByteReader of_key(key.substr(prefix.size()));
    const auto lane = of_key.number<LaneNumber>();
    const auto priority = of_key.number<Priority>();
    ByteReader of_value(value);
    const auto watermark = of_value.number<Sequence>();
    if (!of_key.complete() || !of_value.complete()) return false;
    if (lane == 0 || lane > books.lanes.size() || priority == 0 || priority > priorities_count) {
      return false;
    }
    books.lanes.at(lane).level(priority).watermark = watermark;
    return true;
  });
}

/// What an intent without an outcome makes of its message. Nothing: it says nothing once the
/// message is settled, and nothing new when it is held.
std::optional<format::MessageEntry> still_open(const std::optional<std::string>& bytes) {
  const auto entry = bytes ? format::decode_message(*bytes) : std::nullopt;
  if (!entry) return std::nullopt;
  const bool open =
      entry->standing == format::Standing::waiting || entry->standing == format::Standing::due;
  return open ? entry : std::nullopt;
}

void load_holds(Books& books, std::string_view prefix, Books::Holds& holds) {
  for_each(books.store, Family::meta, prefix, [&](std::string_view key, std::string_view note) {
    const std::string_view name = key.substr(prefix.size());
    if (name.empty() || name.size() > lane_name_bytes_max || note.empty()) return false;
    holds.emplace(name, note);
    return true;
  });
}

/// The process before may have written down what it had counted, as its last act.
void load_census(Books& books) {
  const auto bytes = books.store.get(Family::meta, format::open_key);
  if (!bytes) return;
  const format::Counters& counters = books.counters;
  const auto loaded = census_row::load(books.census, *bytes, counters.commits, counters.open_count,
                                       counters.lane_last);
  if (loaded != census_row::Loaded::unreadable) return;
  books.store.fail_undecodable(Family::meta, format::open_key);
}

void add_doubt(Books& books, const format::IntentEntry& intent, std::string_view value) {
  const auto bytes = books.store.get(Family::messages, format::message_key(intent.key));
  const auto entry = still_open(bytes);
  if (!entry) return;
  if (!books.in_doubt(intent.key, *entry)) ++books.counters.in_doubt_count;
  books.doubts[intent.key.sequence] = {intent.key, intent.at, std::string(intent.progress)};
  books.batch.put(Family::doubts, format::message_key(intent.key), value);
}

void load_doubts(Books& books) {
  for_each(books.store, Family::doubts, "", [&](std::string_view, std::string_view value) {
    const auto doubt = format::decode_intent(value);
    if (!doubt) return false;
    books.doubts[doubt->key.sequence] = {doubt->key, doubt->at, std::string(doubt->progress)};
    return true;
  });
  for_each(books.store, Family::intents, "", [&](std::string_view slot, std::string_view value) {
    if (value == format::slot_free) return true;
    const auto intent = format::decode_intent(value);
    if (!intent) return false;
    books.batch.put(Family::intents, slot, format::slot_free);
    add_doubt(books, *intent, value);
    return true;
  });
}

std::uint64_t newest_outcome(Store& store) {
  const auto entries = store.iterate(Family::outcomes);
  entries->SeekToLast();
  store.check(*entries);
  if (!entries->Valid()) return 0;
  return format::decode_outcome_key(entries->key().ToStringView()).value_or(0);
}

void put_version(Books& books) {
  std::string value;
  append_number(value, format::version);
  books.batch.put(Family::meta, format::version_key, value);
}

/// Writes the version into a new database; nothing: it holds no counters.
std::optional<format::Counters> load_counters(Books& books, bool damaged) {
  const auto version = books.store.get(Family::meta, format::version_key);
  const auto counters = books.store.get(Family::meta, format::counters_key);
  if (books.store.failed()) return std::nullopt;
  if (!version && (!counters || damaged)) {
    put_version(books);
    if (!counters) return std::nullopt;
  }
  ByteReader of_version(version ? std::string_view(*version) : std::string_view());
  const auto found = of_version.number<std::uint32_t>();
  if (of_version.complete() && found != 0 && found != format::version) {
    books.store.fail({format_error(found), "it " + unknown_format(found)});
    return std::nullopt;
  }
  const auto decoded = format::decode_counters(counters.value_or(""));
  const bool version_good = of_version.complete() && found != 0;
  if (!damaged && (!version_good || !decoded)) {
    books.store.fail_undecodable(Family::meta, format::counters_key);
  }
  return decoded;
}

/// Makes the store agree with itself, and goes on from there. Numbers of what is lost are not used
/// again.
void repair(Books& books, const std::optional<format::Counters>& stored, const Damage& damage,
            std::string_view lost_outcome, SpoolState& state) {
  state.damage = damage.found;
  Rebuild rebuild(books.store, damage, lost_outcome);
  if (!rebuild.run(stored, books.now())) return;
  books.counters = rebuild.counters();
  if (damage.outcomes_lost > 0 || damage.more_lost) {
    state.damage.push_back(std::to_string(damage.outcomes_lost) +
                           (damage.more_lost ? " or more" : "") + " outcomes are lost");
  }
  for (std::string& sentence : sentences_of(rebuild.counts())) {
    state.damage.push_back(std::move(sentence));
  }
}

void go_on_behind(const SyncedMark& mark, format::Counters& counters) {
  const format::Counters& marked = mark.counters;
  counters.commits = std::max(counters.commits, marked.commits);
  counters.sequence_last = std::max(counters.sequence_last, marked.sequence_last);
  counters.outcome_last = std::max(counters.outcome_last, marked.outcome_last);
  counters.limit_commits = std::max(counters.limit_commits, marked.limit_commits);
}

}  // namespace

Result<std::optional<SyncedMark>> inspect(const std::filesystem::path& directory,
                                          std::string& detail) {
  if (spool_files::exchange_begun(directory)) {
    detail = "a repair of " + directory.string() + " was interrupted: repair it once more";
    return errc::damaged;
  }
  auto mark = read_mark(directory, detail);
  if (!mark) return mark.error();
  if (*mark && (*mark)->format_version != format::version) {
    const std::uint32_t found = (*mark)->format_version;
    detail = "the spool in " + directory.string() + " " + unknown_format(found);
    return format_error(found);
  }
  std::error_code error;
  if (std::filesystem::exists(directory / "CURRENT", error)) return mark;
  if (*mark) {
    detail = directory.string() + "/CURRENT is missing: the database is damaged or was removed, " +
             std::to_string((*mark)->counters.commits) + " synced commits with it";
    return errc::damaged;
  }
  std::filesystem::directory_iterator files(directory, error);
  for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
    const std::string name = files->path().filename().string();
    if (may_lie_beside_a_spool(name)) continue;
    detail = directory.string() + " is no spool, but not empty (" + name +
             "): name a directory of its own";
    return errc::directory_unusable;
  }
  return mark;
}

/// What the commits that the mark promises and that are missing may have held.
static Damage with_missing(Damage damage, const std::optional<format::Counters>& stored,
                           const SyncedMark& mark) {
  const format::Counters found = stored.value_or(format::Counters{});
  const format::Counters& marked = mark.counters;
  damage.commits_lost += marked.commits - found.commits;
  damage.accepted.push_back({found.sequence_last, marked.sequence_last});
  damage.outcomes_lost += (marked.outcome_last - found.outcome_last) % format::numbers_skipped;
  damage.more_lost = damage.more_lost || !stored;
  damage.limits_lost = damage.limits_lost || marked.limit_commits != found.limit_commits;
  damage.intents_lost = true;
  return damage;
}

std::string missing_commits(std::uint64_t commits, const SyncedMark& mark) {
  return std::to_string(mark.counters.commits - commits) + " or more of " +
         std::to_string(mark.counters.commits) +
         " synced commits are missing: a log file (*.log) is gone or was cut short. Messages in "
         "them may have been sent. Put the missing file back from a copy, or repair the spool, "
         "which goes on without it";
}

Result<SpoolState> recover(Books& books, const std::filesystem::path& directory,
                           const std::optional<SyncedMark>& mark,
                           const std::optional<Damage>& damage, std::string_view lost_outcome,
                           std::string& detail) {
  SpoolState state;
  const auto stored = load_counters(books, damage.has_value());
  books.counters = stored.value_or(format::Counters{});
  const bool short_of_mark = mark && books.counters.commits < mark->counters.commits;
  if (short_of_mark && !(damage && damage->loss_accepted) && !books.store.failed()) {
    books.store.fail({errc::damaged, missing_commits(books.counters.commits, *mark)});
  }
  if (damage && !books.store.failed()) {
    const Damage whole = short_of_mark ? with_missing(*damage, stored, *mark) : *damage;
    repair(books, stored, whole, lost_outcome, state);
  }
  if (damage && mark) go_on_behind(*mark, books.counters);
  if (!books.store.failed()) load_lanes(books);
  if (!books.store.failed() && !damage) load_census(books);
  if (!books.store.failed()) load_holds(books, format::hold_prefix, books.lane_holds);
  if (!books.store.failed()) load_holds(books, format::group_prefix, books.group_holds);
  if (!books.store.failed()) load_doubts(books);
  if (!books.store.failed()) {
    state.messages_open = books.counters.open_count;
    state.in_doubt = books.doubts.size();
    state.held = books.counters.held_count;
    state.outcomes_last = newest_outcome(books.store);
    state.last_activity = books.counters.last_activity;
    if (damage || (mark && !mark->closed)) {
      books.counters.sequence_last += format::numbers_skipped;
      books.counters.outcome_last += format::numbers_skipped;
    }
    if (damage) put_version(books);  // so that there is something to commit
    books.commit();
  }
  if (!books.store.failed()) (void)books.store.sync();
  if (books.store.failed()) {
    const Failure failure = books.store.failure();
    detail = "the spool in " + directory.string() + ": " + failure.detail;
    return failure.error;
  }
  const auto marked = write_mark(
      directory, {.format_version = format::version, .counters = books.counters, .closed = false},
      detail);
  if (!marked) return marked.error();
  remove_damage_note(directory);
  return state;
}

}  // namespace queue
