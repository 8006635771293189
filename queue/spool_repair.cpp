#include "queue/spool_repair.hpp"

#include <system_error>
#include <utility>

#include "queue/salvage.hpp"
#include "queue/side_file.hpp"
#include "queue/spool_directory.hpp"
#include "queue/spool_files.hpp"
#include "queue/spool_inspection.hpp"
#include "queue/spool_opening.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

/// Takes the lock of a directory that holds something of a spool.
Result<SpoolDirectory> claim(const fs::path& directory, std::string& detail) {
  std::error_code error;
  const bool any = fs::exists(directory / SyncedMark::file_name, error) ||
                   fs::exists(directory / "CURRENT", error) ||
                   !spool_files::with_extension(directory, ".sst").empty() ||
                   !spool_files::with_extension(directory, ".log").empty();
  if (any) return SpoolDirectory::claim(directory, detail);
  detail = "there is no spool in " + directory.string();
  return errc::directory_unusable;
}

/// Of those before a failed open and of those after it. What an open made of a log stands in both.
std::vector<fs::path> sources(const fs::path& directory, const std::string& extension) {
  auto files = spool_files::with_extension(spool_files::kept_in(directory), extension);
  std::error_code error;
  for (const fs::path& file : spool_files::with_extension(directory, extension)) {
    const fs::path kept = spool_files::kept_in(directory) / file.filename();
    if (!fs::equivalent(file, kept, error)) files.push_back(file);
  }
  return files;
}

/// A new database of what is readable, beside the old one.
Result<void> remake(const fs::path& directory, Damage& damage, SpoolFindings& findings,
                    std::string& detail) {
  const fs::path remade = spool_files::remade_in(directory);
  std::error_code error;
  fs::remove_all(remade, error);
  fs::create_directory(remade, error);
  if (error) {
    detail = remade.string() + ": " + error.message();
    return errc::io_failed;
  }
  auto store = Store::open(remade, detail);
  if (!store) return store.error();
  Salvage salvage(sources(directory, ".sst"), sources(directory, ".log"), **store);
  if (!salvage.run()) {
    detail = (*store)->failure().detail;
    return (*store)->failure().error;
  }
  damage = salvage.damage();
  findings.repairs.push_back(std::to_string(salvage.rows_written()) +
                             " rows were read, into a new database");
  return {};
}

Result<void> quarantine_mark(const fs::path& directory, std::string& detail) {
  std::error_code error;
  for (const char* name : {SyncedMark::file_name, SyncedNote::file_name}) {
    const fs::path file = directory / name;
    if (!fs::exists(file, error)) continue;
    const auto kept = copy_to_quarantine(file, detail);
    if (!kept) return kept;
    fs::remove(file, error);
  }
  return {};
}

/// The way back to a spool that opens: a new database where the old one is past it, and then an
/// open that is told of the damage.
Result<void> repair(const SpoolOptions& options, const SpoolDirectory& directory,
                    const SpoolInspection& inspection, SpoolFindings& findings,
                    std::string& detail) {
  Damage damage;
  if (inspection.remake) {
    const auto remade = remake(options.directory, damage, findings, detail);
    if (!remade) return remade;
    // The logs are in the new database: what they lack must be known before they are gone.
    const Damage in_logs =
        survey_logs(options.directory, inspection.mark, options.durability).damage;
    damage = together(std::move(damage), in_logs);
  }
  damage.found = inspection.found;
  damage.loss_accepted = damage.intents_lost = true;
  if (inspection.mark_lost) {
    damage.limits_lost = damage.more_lost = true;
    const auto moved = quarantine_mark(options.directory, detail);
    if (!moved) return moved;
  }
  const auto noted = write_damage_note(options.directory, damage, detail);
  if (!noted) return noted;
  if (inspection.remake) {
    const auto exchanged = spool_files::exchange(options.directory, detail);
    if (!exchanged) return exchanged;
  }
  const auto opened = open_spool(options, directory, damage, detail);
  if (!opened) return opened.error();
  const auto& told = opened->state.damage;
  findings.repairs.insert(findings.repairs.end(), told.begin(), told.end());
  return {};
}

}  // namespace

Result<SpoolFindings> check_spool(const SpoolOptions& options, std::string& detail) {
  const auto directory = claim(options.directory, detail);
  if (!directory) return directory.error();
  auto inspection = inspect_files(options, detail);
  if (!inspection) return inspection.error();
  return SpoolFindings{std::move(inspection->found), {}};
}

Result<SpoolFindings> repair_spool(const SpoolOptions& options, bool dry_run, std::string& detail) {
  const auto directory = claim(options.directory, detail);
  if (!directory) return directory.error();
  if (spool_files::exchange_begun(options.directory) && !dry_run) {
    const auto finished = spool_files::finish_exchange(options.directory, detail);
    if (!finished) return finished.error();
  }
  auto inspection = inspect_files(options, detail);
  if (!inspection) return inspection.error();
  SpoolFindings findings{inspection->found, {}};
  if (read_damage_note(options.directory) && findings.damage.empty()) {
    findings.damage.emplace_back("damage that was found before is not dealt with yet");
  }
  if (findings.damage.empty()) return findings;
  if (dry_run) {
    findings.repairs.emplace_back(inspection->remake
                                      ? "a repair would make a new database of what is readable"
                                      : "a repair would mend the logs and make indexes and "
                                        "counters again from the messages");
    return findings;
  }
  const auto repaired = repair(options, *directory, *inspection, findings, detail);
  if (!repaired) return repaired.error();
  return findings;
}

}  // namespace queue
