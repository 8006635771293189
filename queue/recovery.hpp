#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "queue/books.hpp"
#include "queue/damage_note.hpp"
#include "queue/durable_spool.hpp"
#include "queue/store.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

/// The first half of an open: is this a spool, or an empty place for one, that this version may
/// touch? errc::directory_unusable, errc::newer_format or errc::damaged, explained in `detail`.
Result<std::optional<SyncedMark>> inspect(const std::filesystem::path& directory,
                                          std::string& detail);

/// The second half, with the store open: checks it against the mark, makes it whole again after
/// `damage`, fills the books, turns intents of a process that died into doubts, and syncs. The note
/// of the damage is gone then. Errors as above.
Result<SpoolState> recover(Books& books, const std::filesystem::path& directory,
                           const std::optional<SyncedMark>& mark,
                           const std::optional<Damage>& damage, std::string_view lost_outcome,
                           std::string& detail);

/// The sentence for a database that has fewer commits than the mark. Pure.
std::string missing_commits(std::uint64_t commits, const SyncedMark& mark);

}  // namespace queue
