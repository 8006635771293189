#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "queue/error.hpp"

namespace queue {

/// What lies in a spool's directory, by names; and how one database takes the place of another.
namespace spool_files {

/// Sorted; names are numbers of one width.
std::vector<std::filesystem::path> with_extension(const std::filesystem::path& directory,
                                                  const std::string& extension);
/// Empty: CURRENT names none that is there.
std::filesystem::path manifest_of(const std::filesystem::path& directory);

/// An open may remove tables and logs that a damaged MANIFEST does not name. So before it a link to
/// each is put into `kept`, and it stays until an open was found good. Where the file system has no
/// links nothing is kept.
std::filesystem::path kept_in(const std::filesystem::path& directory);
void keep(const std::filesystem::path& directory);
void drop_kept(const std::filesystem::path& directory);

/// Where a repair makes the new database.
std::filesystem::path remade_in(const std::filesystem::path& directory);
/// The new database is whole: it takes the place of the old one, which goes to a directory of its
/// own in `quarantine`. A death in between is made good by `finish_exchange`. Errors as in
/// side_file.hpp.
Result<void> exchange(const std::filesystem::path& directory, std::string& detail);
bool exchange_begun(const std::filesystem::path& directory);
Result<void> finish_exchange(const std::filesystem::path& directory, std::string& detail);

}  // namespace spool_files
}  // namespace queue
