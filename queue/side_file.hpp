#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "queue/error.hpp"

namespace queue {

/// Files beside the database, whole or not at all. errc::io_failed or errc::no_space with the
/// reason in `detail`.

/// Writes it beside (`.new`), syncs it and renames it over the old one.
Result<void> write_side_file(const std::filesystem::path& path, std::string_view bytes,
                             std::string& detail);

/// A copy of `file` in the subdirectory `quarantine` of its directory, synced. It takes the place
/// of an older one of that name.
Result<void> copy_to_quarantine(const std::filesystem::path& file, std::string& detail);

/// Empty when it cannot be read.
std::string bytes_of_file(const std::filesystem::path& file);

/// The file or directory itself; an error as the system says it.
std::error_code sync_path(const std::filesystem::path& path);

}  // namespace queue
