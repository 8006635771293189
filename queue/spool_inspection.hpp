#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "queue/durable_spool.hpp"
#include "queue/error.hpp"
#include "queue/log_survey.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

/// What is wrong with the files of a spool that nobody has open.
struct SpoolInspection {
  std::vector<std::string> found;  ///< a sentence each; empty: nothing
  bool mark_lost = false;          ///< what says how far the spool was synced
  bool remake = false;             ///< the database does not open as it is
  std::optional<SyncedMark> mark;
};

/// Changes nothing. errc::newer_format with the reason in `detail`.
Result<SpoolInspection> inspect_files(const SpoolOptions& options, std::string& detail);

}  // namespace queue
