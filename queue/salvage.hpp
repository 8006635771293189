#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/damage_note.hpp"
#include "queue/store.hpp"
#include "queue/table_file.hpp"

namespace queue {

/// Makes a new database of all rows that can be read in tables and logs, whatever else of the old
/// one is left: no MANIFEST is needed, files that it would not name (any more) do no harm. Of each
/// key the newest row counts, but the end of a message beats whatever else is said of it, and the
/// highest armed limit and commit any other. A Rebuild must follow.
class Salvage {
 public:
  Salvage(const std::vector<std::filesystem::path>& tables,
          const std::vector<std::filesystem::path>& logs, Store& target);

  /// False: the target has failed.
  bool run();
  /// What could not be read, and what that may hide.
  const Damage& damage() const { return damage_; }
  std::uint64_t rows_written() const { return rows_written_; }

 private:
  struct LogRow {
    std::string key;
    std::uint64_t order = 0;
    std::optional<std::string> value;
  };
  /// The version of a row that counts so far.
  struct Best {
    std::uint64_t order = 0;
    std::optional<std::string> value;
  };

  void open_tables(const std::vector<std::filesystem::path>& tables);
  void read_logs(const std::vector<std::filesystem::path>& logs);
  void merge(Family family);
  void take(Family family, std::string_view key, std::uint64_t order,
            std::optional<std::string_view> value);
  void write(Family family, const std::string& key);
  void doubt_if_hidden(const std::string& key, std::string_view value);
  bool hidden(const std::string& key) const;
  void tell_holes(Family family);

  struct Table {
    std::string name;
    std::unique_ptr<TableFile> file;
  };

  Store& target_;
  Store::Batch batch_;
  std::array<std::vector<Table>, families_count> tables_;
  std::array<std::vector<LogRow>, families_count> log_rows_;
  std::optional<Best> best_;  ///< of the key that is merged
  std::size_t batched_ = 0;
  std::uint64_t rows_written_ = 0;
  Damage damage_;
};

}  // namespace queue
