#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>

#include "dispatcher/message/payload.hpp"

namespace dispatcher {

using DigestKey = std::array<std::byte, digest_key_bytes>;

/// Reads the key of the spool's content digests from `content.key` in its directory (mode 0600), or
/// makes it, synced, when it is not there. Only whoever has the spool open may call it. Without the
/// key that belongs to the spool, equal submissions look different: so a damaged one is an error,
/// never replaced. On failure `detail` says what to do.
bool load_or_make_digest_key(const std::filesystem::path& spool_directory, DigestKey& key,
                             std::string& detail);

}  // namespace dispatcher
