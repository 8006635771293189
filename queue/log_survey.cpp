#include "queue/log_survey.hpp"

#include <algorithm>
#include <system_error>

#include "queue/log_batch.hpp"
#include "queue/log_file.hpp"
#include "queue/side_file.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> logs_in(const fs::path& directory) {
  std::vector<fs::path> logs;
  std::error_code error;
  fs::directory_iterator files(directory, error);
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    if (files->path().extension() == ".log") logs.push_back(files->path());
  }
  std::ranges::sort(logs);  // names are numbers of one width: 000017.log
  return logs;
}

std::string place(const fs::path& file, const LogFile::Hole& hole) {
  return file.string() + " is damaged at byte " + std::to_string(hole.offset) + " (" +
         std::to_string(hole.bytes) + " bytes)";
}

/// Walks the commits of all logs in order.
class Surveyor {
 public:
  Surveyor(const std::optional<SyncedMark>& mark, Durability durability)
      : synced_commits_(mark ? mark->counters.commits : 0),
        power_(durability == Durability::power) {}

  void look_at(const fs::path& path, bool newest) {
    const std::string bytes = bytes_of_file(path);
    const LogFile log = read_log(bytes);
    auto hole = log.holes.begin();
    for (std::size_t i = 0; i < log.records.size(); ++i) {
      for (; hole != log.holes.end() && hole->records_before <= i; ++hole) {
        hole_ = place(path, *hole);
      }
      if (const auto commit = read_commit(log.records[i].payload)) follow(*commit, path);
    }
    if (log.holes.empty()) return;
    const LogFile::Hole* end = log.open_end();
    if (newest && log.holes.size() == 1 && end != nullptr) {
      survey_.mends.push_back({path, bytes.substr(0, end->offset)});
    } else {
      survey_.mends.push_back({path, write_log(log.records, newest ? 0 : bytes.size())});
    }
    if (end == nullptr) return;
    if (!newest) {
      hole_ = place(path, *end);
    } else if (!power_ && !log.cut_short) {
      lost_somewhere();
      survey_.damage.found.push_back(place(path, *end) + ": what was not synced yet is lost");
    }
  }

  LogSurvey take() { return std::move(survey_); }

 private:
  void follow(const LoggedCommit& commit, const fs::path& path) {
    const auto& last = survey_.last;
    auto& found = survey_.damage.found;
    if (last && commit.counters.commits > last->commits + 1) {
      missing_between(*last, commit, path);
    } else if (!last && !hole_.empty()) {
      lost_somewhere();
      survey_.damage.accepted.push_back(
          {std::nullopt, commit.counters.sequence_last - commit.accepted});
      found.push_back(hole_ + ": commits before number " + std::to_string(commit.counters.commits) +
                      " may be lost");
    } else if (!hole_.empty()) {
      found.push_back(hole_ + ": no commit is lost");
    }
    hole_.clear();
    survey_.last = commit.counters;
  }

  void missing_between(const format::Counters& before, const LoggedCommit& behind,
                       const fs::path& path) {
    Damage& damage = survey_.damage;
    const std::uint64_t count = behind.counters.commits - before.commits - 1;
    damage.found.push_back(
        (hole_.empty() ? "a log before " + path.string() + " is gone or cut short" : hole_) + ": " +
        std::to_string(count) + " commits are lost, from number " +
        std::to_string(before.commits + 1) + " on");
    // Behind what was synced nothing was armed, nor acknowledged.
    if (power_ && before.commits >= synced_commits_) return;
    damage.commits_lost += count;
    damage.accepted.push_back(
        {before.sequence_last, behind.counters.sequence_last - behind.accepted});
    damage.outcomes_lost += (behind.counters.outcome_last - behind.ended - before.outcome_last) %
                            format::numbers_skipped;
    damage.intents_lost = true;
    // The one behind may be such a commit itself: not worth telling apart.
    if (before.limit_commits != behind.counters.limit_commits) damage.limits_lost = true;
  }

  void lost_somewhere() {
    Damage& damage = survey_.damage;
    damage.more_lost = damage.intents_lost = damage.limits_lost = true;
  }

  const std::uint64_t synced_commits_;
  const bool power_;
  LogSurvey survey_;
  std::string hole_;  ///< seen since the last commit
};

}  // namespace

LogSurvey survey_logs(const fs::path& directory, const std::optional<SyncedMark>& mark,
                      Durability durability) {
  Surveyor surveyor(mark, durability);
  const auto logs = logs_in(directory);
  for (const fs::path& log : logs) surveyor.look_at(log, log == logs.back());
  return surveyor.take();
}

Result<void> mend_logs(const std::vector<LogSurvey::Mend>& mends, std::string& detail) {
  for (const LogSurvey::Mend& mend : mends) {
    const auto kept = copy_to_quarantine(mend.file, detail);
    if (!kept) return kept;
    const auto mended = write_side_file(mend.file, mend.bytes, detail);
    if (!mended) return mended;
  }
  return {};
}

}  // namespace queue
