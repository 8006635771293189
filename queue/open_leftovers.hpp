#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace queue {

/// What an open of the database that failed for want of space leaves behind: tables that it wrote
/// before it got stuck. RocksDB (7.8, measured) removes them only at the next open that succeeds,
/// which they themselves may prevent: each attempt would leave less space to the next.
class OpenLeftovers {
 public:
  /// Before the open: remembers what is there.
  explicit OpenLeftovers(std::filesystem::path directory);
  /// After it failed. CURRENT still names the manifest that it named before, and an open writes a
  /// new one before it counts on what it wrote: so nobody counts on tables that were not there.
  void remove() const;

 private:
  std::string current() const;
  std::set<std::filesystem::path> tables() const;

  const std::filesystem::path directory_;
  const std::string current_;
  const std::set<std::filesystem::path> tables_;
};

}  // namespace queue
