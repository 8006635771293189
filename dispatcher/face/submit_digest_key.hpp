#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "dispatcher/message/content_digest.hpp"

namespace dispatcher {

/// Reads the key of the spool's content digests from `content.key` in its directory (mode 0600), or
/// makes it, synced, when it is not there. Only whoever has the spool open may call it. Without the
/// key that belongs to the spool, equal submissions look different: so a damaged one is an error,
/// and replaced by a repair only. On failure `detail` says what is wrong.
enum class DigestKeyState : std::uint8_t {
  good = 1,
  damaged,     ///< its length is wrong
  unreadable,  ///< it, or its directory, cannot be read or written
};
DigestKeyState load_or_make_digest_key(const std::filesystem::path& spool_directory, DigestKey& key,
                                       std::string& detail);

/// A damaged key goes to `quarantine/`, so that the next start makes another; `repaired` says what
/// that means. Does nothing when it is good. False: it cannot be moved, `detail` says why.
bool put_aside_damaged_digest_key(const std::filesystem::path& spool_directory, bool dry_run,
                                  std::string& repaired, std::string& detail);

}  // namespace dispatcher
