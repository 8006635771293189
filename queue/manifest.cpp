#include "queue/manifest.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "queue/table_block.hpp"

namespace queue {
namespace {

/// What may stand in an edit, by RocksDB's numbers.
enum class Tag : std::uint64_t {
  comparator = 1,
  log_number = 2,
  next_file_number = 3,
  last_sequence = 4,
  compact_cursor = 5,
  deleted_file = 6,
  prev_log_number = 9,
  min_log_number_to_keep = 10,
  new_file = 103,
  column_family = 200,
  column_family_add = 201,
  column_family_drop = 202,
  max_column_family = 203,
  in_atomic_group = 300,
};
/// Tags with this bit are for whoever knows them; their fields are one string.
constexpr std::uint64_t ignorable_tag = std::uint64_t{1} << 13;
/// Ends the fields of a new file that only some have.
constexpr std::uint64_t no_more_fields = 1;

/// Takes an edit apart. Each step is false when the bytes are none that RocksDB writes.
class Edit {
 public:
  Edit(std::string_view bytes, std::set<std::uint64_t>& live) : rest_(bytes), live_(live) {}

  bool apply() {
    while (!rest_.empty()) {
      if (!apply_one()) return false;
    }
    return true;
  }

 private:
  bool apply_one() {
    std::uint64_t tag = 0;
    if (!number(tag)) return false;
    if ((tag & ignorable_tag) != 0) return skip_string();
    switch (Tag{tag}) {
      case Tag::comparator:
      case Tag::column_family_add:
        return skip_string();
      case Tag::log_number:
      case Tag::next_file_number:
      case Tag::last_sequence:
      case Tag::prev_log_number:
      case Tag::min_log_number_to_keep:
      case Tag::column_family:
      case Tag::max_column_family:
      case Tag::in_atomic_group:
        return skip_numbers(1);
      case Tag::column_family_drop:
        return true;
      case Tag::compact_cursor:
        return skip_numbers(1) && skip_string();
      case Tag::deleted_file:
        return remove();
      case Tag::new_file:
        return add();
    }
    return false;
  }

  /// Its level, its number.
  bool remove() {
    std::uint64_t table = 0;
    if (!skip_numbers(1) || !number(table)) return false;
    live_.erase(table);
    return true;
  }
  /// Its level, its number, its size; its first and its last key; the lowest and the highest
  /// sequence number in it; further fields.
  bool add() {
    std::uint64_t table = 0;
    if (!skip_numbers(1) || !number(table) || !skip_numbers(1)) return false;
    if (!skip_string() || !skip_string() || !skip_numbers(2)) return false;
    live_.insert(table);
    for (std::uint64_t field = 0; number(field);) {
      if (field == no_more_fields) return true;
      if (!skip_string()) return false;
    }
    return false;
  }

  bool number(std::uint64_t& taken) {
    const auto read = take_varint(rest_);
    taken = read.value_or(0);
    return read.has_value();
  }
  bool skip_numbers(int count) {
    std::uint64_t skipped = 0;
    for (int i = 0; i < count; ++i) {
      if (!number(skipped)) return false;
    }
    return true;
  }
  bool skip_string() {
    std::uint64_t bytes = 0;
    if (!number(bytes) || bytes > rest_.size()) return false;
    rest_.remove_prefix(bytes);
    return true;
  }

  std::string_view rest_;
  std::set<std::uint64_t>& live_;
};

std::uint64_t number_of(const std::filesystem::path& table) {
  const std::string name = table.stem().string();
  std::uint64_t number = 0;
  (void)std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace

bool is_sound(const LogFile& manifest) {
  const std::size_t torn_end = manifest.open_end() != nullptr ? 1 : 0;
  return manifest.holes.size() == torn_end;
}

std::optional<std::set<std::uint64_t>> live_tables(const LogFile& manifest) {
  std::set<std::uint64_t> live;
  for (const LogFile::Record& record : manifest.records) {
    if (!Edit(record.payload, live).apply()) return std::nullopt;
  }
  return live;
}

std::vector<std::filesystem::path> tables_of(const std::filesystem::path& directory) {
  auto tables = spool_files::with_extension(directory, ".sst");
  const auto manifest = spool_files::manifest_of(directory);
  if (manifest.empty()) return tables;
  const LogFile edits = read_log(bytes_of_file(manifest));
  const auto live = is_sound(edits) ? live_tables(edits) : std::nullopt;
  if (live) {
    std::erase_if(tables, [&](const auto& table) { return !live->contains(number_of(table)); });
  }
  return tables;
}

}  // namespace queue
