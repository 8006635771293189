#pragma once

#include <string>
#include <vector>

#include "queue/durable_spool.hpp"
#include "queue/error.hpp"

namespace queue {

/// What a look at a spool that nobody has open has found, or what became of it: a sentence each.
struct SpoolFindings {
  std::vector<std::string> damage;   ///< empty: the spool is sound
  std::vector<std::string> repairs;  ///< what a repair did about it, or would do
};

/// Reads all of it: the mark, every log record, every block of every table, and whether messages,
/// indexes and counters agree. Changes nothing but the lock.
/// errc::in_use, errc::directory_unusable or errc::newer_format with the reason in `detail`.
Result<SpoolFindings> check_spool(const SpoolOptions& options, std::string& detail);

/// Makes a damaged spool one that opens, of all that can be read, and tells what is lost. What was
/// there before is in `quarantine` then. Accepts that synced commits are missing. Needs as much
/// space again as the spool takes. A sound spool is left as it is.
/// \param dry_run  only tells
/// errc::io_failed or errc::no_space too.
Result<SpoolFindings> repair_spool(const SpoolOptions& options, bool dry_run, std::string& detail);

}  // namespace queue
