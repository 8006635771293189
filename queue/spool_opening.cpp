#include "queue/spool_opening.hpp"

#include <optional>
#include <system_error>
#include <utility>

#include "queue/log_file.hpp"
#include "queue/log_survey.hpp"
#include "queue/manifest.hpp"
#include "queue/recent_requests.hpp"
#include "queue/recovery.hpp"
#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "queue/table_file.hpp"

namespace queue {
namespace {

/// Puts whole logs in the place of damaged ones, once it is written down what that costs.
Result<void> mend(const SpoolOptions& options, const std::optional<SyncedMark>& mark,
                  Damage& damage, std::string& detail) {
  const LogSurvey survey = survey_logs(options.directory, mark, options.durability);
  damage = together(std::move(damage), survey.damage);
  const std::uint64_t last = survey.last ? survey.last->commits : 0;
  if (mark && survey.last && last < mark->counters.commits && !damage.loss_accepted) {
    detail = "the spool in " + options.directory.string() + ": " + missing_commits(last, *mark);
    return errc::damaged;
  }
  if (!damage.found.empty()) {
    const auto noted = write_damage_note(options.directory, damage, detail);
    if (!noted) return noted;
  }
  return mend_logs(survey.mends, detail);
}

/// RocksDB passes over zeros in a MANIFEST without a word, and then removes the files that it does
/// not find named. Its end may be torn.
bool manifest_is_sound(const std::filesystem::path& directory, std::string& detail) {
  std::error_code error;
  if (!std::filesystem::exists(directory / "CURRENT", error)) return true;  // a new spool
  const auto manifest = spool_files::manifest_of(directory);
  if (manifest.empty()) {
    detail =
        (directory / "CURRENT").string() + " is damaged, or the MANIFEST that it names is gone";
    return false;
  }
  const LogFile edits = read_log(bytes_of_file(manifest));
  if (is_sound(edits)) return true;
  detail = manifest.string() + " is damaged at byte " + std::to_string(edits.holes.front().offset);
  return false;
}

/// What leads to the rows of each table; the rows themselves are checked when they are read. At
/// some of this damage RocksDB would end the process. A table that a death left half written is
/// none of the database's.
bool tables_are_framed(const std::filesystem::path& directory, std::string& detail) {
  for (const auto& path : tables_of(directory)) {
    if (!TableFile(path).frame_damaged()) continue;
    detail = path.string() + " is damaged";
    return false;
  }
  return true;
}

}  // namespace

Result<OpenedSpool> open_spool(const SpoolOptions& options, const SpoolDirectory& directory,
                               const Damage& known, std::string& detail) {
  const auto mark = inspect(options.directory, detail);
  if (!mark) return mark.error();
  const auto free_bytes = directory.free_bytes();
  const auto needed_bytes = SpoolDirectory::bytes_to_open(options.reserve_bytes);
  if (free_bytes < needed_bytes) {
    detail = "the spool in " + options.directory.string() + " can be opened once " +
             std::to_string(needed_bytes) + " bytes are free on its disk, and " +
             std::to_string(free_bytes) + " are";
    return errc::no_space;
  }
  Damage damage = together(known, read_damage_note(options.directory).value_or(Damage{}));
  if (*mark && (*mark)->from_note) {
    damage.found.push_back((options.directory / SyncedMark::file_name).string() +
                           " is damaged: the note beside it was read");
  }
  const auto mended = mend(options, *mark, damage, detail);
  if (!mended) return mended.error();
  if (!manifest_is_sound(options.directory, detail) ||
      !tables_are_framed(options.directory, detail)) {
    return errc::damaged;
  }
  spool_files::keep(options.directory);
  auto store = Store::open(options.directory, detail);
  if (!store) return store.error();
  auto books = std::make_unique<Books>(**store, options.now);
  const auto found = damage.found.empty() ? std::nullopt : std::optional(damage);
  auto state = recover(*books, options.directory, *mark, found, options.lost_outcome, detail);
  if (!state) return state.error();
  spool_files::drop_kept(options.directory);
  state->requests_known = find_recent_requests(*books, options) && !found;
  if ((*store)->failed()) {
    detail = "the spool in " + options.directory.string() + ": " + (*store)->failure().detail;
    return (*store)->failure().error;
  }
  return OpenedSpool{std::move(*store), std::move(books), std::move(*state)};
}

}  // namespace queue
