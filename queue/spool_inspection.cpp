#include "queue/spool_inspection.hpp"

#include <system_error>
#include <utility>

#include "queue/log_file.hpp"
#include "queue/manifest.hpp"
#include "queue/rebuild.hpp"
#include "queue/recovery.hpp"
#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "queue/table_file.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

void look_at_mark(const fs::path& directory, SpoolInspection& inspection) {
  std::string detail;
  const auto mark = read_mark(directory, detail);
  if (!mark || !*mark) {
    inspection.mark_lost = true;
    inspection.found.push_back(mark ? (directory / SyncedMark::file_name).string() + " is missing"
                                    : detail);
    return;
  }
  inspection.mark = *mark;
  if (!inspection.mark->from_note) return;
  inspection.found.push_back((directory / SyncedMark::file_name).string() + " is damaged");
}

void look_at_tables(const fs::path& directory, SpoolInspection& inspection) {
  for (const fs::path& path : tables_of(directory)) {
    TableFile table(path);
    table.read_all();
    if (table.holes().empty() && !table.frame_damaged()) continue;
    inspection.remake = true;
    inspection.found.push_back(path.string() +
                               " is damaged: " + std::to_string(table.holes().size()) +
                               " parts of its rows cannot be read");
  }
}

void look_at_manifest(const fs::path& directory, SpoolInspection& inspection) {
  const fs::path manifest = spool_files::manifest_of(directory);
  if (manifest.empty()) {
    inspection.remake = true;
    inspection.found.push_back((directory / "CURRENT").string() +
                               " is missing or damaged, or the MANIFEST that it names is missing");
    return;
  }
  const LogFile edits = read_log(bytes_of_file(manifest));
  if (edits.holes.empty()) return;
  inspection.remake = true;
  inspection.found.push_back(manifest.string() + " is damaged at byte " +
                             std::to_string(edits.holes.front().offset));
}

/// The rows themselves, through the database; the logs are sound.
Result<void> look_at_rows(const SpoolOptions& options, SpoolInspection& inspection,
                          std::string& detail) {
  auto store = Store::open_read_only(options.directory, detail);
  if (!store && store.error() == make_error_code(errc::newer_format)) return store.error();
  if (!store) {
    inspection.remake = true;
    inspection.found.push_back(std::exchange(detail, {}));
    return {};
  }
  const auto bytes = (*store)->get(Family::meta, format::counters_key);
  const auto counters = bytes ? format::decode_counters(*bytes) : std::nullopt;
  const std::uint64_t commits = counters ? counters->commits : 0;
  if (inspection.mark && commits < inspection.mark->counters.commits) {
    inspection.found.push_back(missing_commits(commits, *inspection.mark));
  }
  Damage none;
  Rebuild rebuild(**store, none, {});
  if (!rebuild.look(counters, options.now())) {
    inspection.remake = true;
    inspection.found.push_back((*store)->failure().detail);
  }
  for (std::string& sentence : sentences_of(rebuild.counts())) {
    inspection.found.push_back("of the rows: " + std::move(sentence));
  }
  return {};
}

}  // namespace

Result<SpoolInspection> inspect_files(const SpoolOptions& options, std::string& detail) {
  const fs::path& directory = options.directory;
  SpoolInspection inspection;
  std::error_code error;
  if (spool_files::exchange_begun(directory)) {
    inspection.found.emplace_back("a repair was interrupted, and must be finished");
    return inspection;
  }
  look_at_mark(directory, inspection);
  look_at_tables(directory, inspection);
  look_at_manifest(directory, inspection);
  if (fs::exists(spool_files::kept_in(directory), error)) {
    inspection.remake = true;
    inspection.found.emplace_back("the last start did not get through");
  }
  const LogSurvey survey = survey_logs(directory, inspection.mark, options.durability);
  const auto& in_logs = survey.damage.found;
  inspection.found.insert(inspection.found.end(), in_logs.begin(), in_logs.end());
  const std::uint64_t last = survey.last ? survey.last->commits : 0;
  if (inspection.mark && survey.last && last < inspection.mark->counters.commits) {
    inspection.found.push_back(missing_commits(last, *inspection.mark));
    return inspection;
  }
  const bool readable = !inspection.remake && survey.mends.empty() && in_logs.empty();
  if (readable) {
    const auto looked = look_at_rows(options, inspection, detail);
    if (!looked) return looked.error();
  }
  return inspection;
}

}  // namespace queue
