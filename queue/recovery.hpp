#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "queue/books.hpp"
#include "queue/durable_spool.hpp"
#include "queue/store.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

/// The first half of an open: is this a spool, or an empty place for one, that this version may
/// touch? errc::directory_unusable, errc::newer_format or errc::damaged, explained in `detail`.
Result<std::optional<SyncedMark>> inspect(const std::filesystem::path& directory,
                                          std::string& detail);

/// The second half, with the store open: fills the books from what is stored, checks it against
/// the mark, turns intents of a process that died into doubts, and syncs. Errors as above.
Result<SpoolState> recover(Books& books, const std::filesystem::path& directory,
                           const std::optional<SyncedMark>& mark, std::string& detail);

}  // namespace queue
