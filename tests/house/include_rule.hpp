#pragma once

#include "tests/house/source_file.hpp"

/// Who may enter whose room.
namespace house {

/// A file includes by path from the root, of our rooms only what the table allows its own room.
Breaches included_where_forbidden(const std::vector<SourceFile>& files);

/// The heavy libraries stay at home: no file of a room reaches, through headers of *other* rooms,
/// one that includes RocksDB, Beast, or more of Asio than its io_context.
Breaches heavy_headers_leaking(const std::vector<SourceFile>& files);

/// Files that must be pure name no clock, no random engine, no thread and no Asio.
Breaches impure(const std::vector<SourceFile>& files);

}  // namespace house
