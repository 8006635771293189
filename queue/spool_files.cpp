#include "queue/spool_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

#include "queue/side_file.hpp"

namespace queue::spool_files {
namespace {

namespace fs = std::filesystem;

/// In the directory of the new database. The first: it is whole, old files are moved away. The
/// second: they are, new ones are moved in.
constexpr const char* whole_name = "whole";
constexpr const char* moving_name = "moving";

bool is_engine_file(const fs::path& path) {
  constexpr std::array<std::string_view, 3> names = {"CURRENT", "IDENTITY", "LOCK"};
  constexpr std::array<std::string_view, 3> extensions = {".sst", ".log", ".dbtmp"};
  const std::string name = path.filename().string();
  const std::string extension = path.extension().string();
  return std::ranges::find(names, name) != names.end() ||
         std::ranges::find(extensions, extension) != extensions.end() ||
         name.starts_with("MANIFEST-") || name.starts_with("OPTIONS-");
}

std::vector<fs::path> entries_of(const fs::path& directory) {
  std::vector<fs::path> entries;
  std::error_code error;
  fs::directory_iterator files(directory, error);
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    entries.push_back(files->path());
  }
  std::ranges::sort(entries);
  return entries;
}

/// A number that no repair had.
fs::path fresh_quarantine(const fs::path& directory) {
  std::error_code error;
  for (int number = 1;; ++number) {
    fs::path path = directory / "quarantine" / ("repair-" + std::to_string(number));
    if (!fs::exists(path, error)) return path;
  }
}

std::error_code move_old_away(const fs::path& directory) {
  std::error_code error;
  const fs::path away = fresh_quarantine(directory);
  fs::create_directories(away, error);
  for (const fs::path& entry : entries_of(directory)) {
    const bool old = is_engine_file(entry) || entry == kept_in(directory);
    if (!error && old) fs::rename(entry, away / entry.filename(), error);
  }
  if (!error) error = sync_path(away);
  const fs::path remade = remade_in(directory);
  if (!error) fs::rename(remade / whole_name, remade / moving_name, error);
  return error ? error : sync_path(remade);
}

std::error_code move_new_in(const fs::path& directory) {
  std::error_code error;
  const fs::path remade = remade_in(directory);
  for (const fs::path& entry : entries_of(remade)) {
    if (!error && is_engine_file(entry)) fs::rename(entry, directory / entry.filename(), error);
  }
  if (!error) error = sync_path(directory);
  if (!error) fs::remove_all(remade, error);
  return error;
}

}  // namespace

std::vector<fs::path> with_extension(const fs::path& directory, const std::string& extension) {
  std::vector<fs::path> found = entries_of(directory);
  std::erase_if(found, [&](const fs::path& path) { return path.extension() != extension; });
  return found;
}

fs::path manifest_of(const fs::path& directory) {
  std::string name;
  std::ifstream file(directory / "CURRENT");
  std::getline(file, name);
  std::error_code error;
  const bool there = name.starts_with("MANIFEST-") && fs::is_regular_file(directory / name, error);
  return there ? directory / name : fs::path();
}

fs::path kept_in(const fs::path& directory) { return directory / "kept"; }

void keep(const fs::path& directory) {
  const fs::path kept = kept_in(directory);
  std::error_code ignored;
  fs::create_directory(kept, ignored);
  for (const fs::path& entry : entries_of(directory)) {
    const auto extension = entry.extension();
    if (extension != ".sst" && extension != ".log") continue;
    fs::create_hard_link(entry, kept / entry.filename(), ignored);
  }
}

void drop_kept(const fs::path& directory) {
  std::error_code ignored;
  fs::remove_all(kept_in(directory), ignored);
}

fs::path remade_in(const fs::path& directory) { return directory / "remade"; }

Result<void> exchange(const fs::path& directory, std::string& detail) {
  const auto noted = write_side_file(remade_in(directory) / whole_name, "", detail);
  if (!noted) return noted;
  return finish_exchange(directory, detail);
}

bool exchange_begun(const fs::path& directory) {
  const fs::path remade = remade_in(directory);
  std::error_code error;
  return fs::exists(remade / whole_name, error) || fs::exists(remade / moving_name, error);
}

Result<void> finish_exchange(const fs::path& directory, std::string& detail) {
  std::error_code error;
  if (fs::exists(remade_in(directory) / whole_name, error)) error = move_old_away(directory);
  if (!error) error = move_new_in(directory);
  if (!error) return {};
  detail = "exchanging the database in " + directory.string() + ": " + error.message();
  return error == std::errc::no_space_on_device ? errc::no_space : errc::io_failed;
}

}  // namespace queue::spool_files
