#include "queue/open_leftovers.hpp"

#include <fstream>
#include <system_error>
#include <utility>

namespace queue {

namespace fs = std::filesystem;

OpenLeftovers::OpenLeftovers(fs::path directory)
    : directory_(std::move(directory)), current_(current()), tables_(tables()) {}

void OpenLeftovers::remove() const {
  if (current() != current_) return;
  std::error_code ignored;
  for (const fs::path& table : tables()) {
    if (!tables_.contains(table)) fs::remove(table, ignored);
  }
}

std::string OpenLeftovers::current() const {
  std::string manifest;
  std::ifstream file(directory_ / "CURRENT");
  std::getline(file, manifest);
  return manifest;
}

std::set<fs::path> OpenLeftovers::tables() const {
  std::set<fs::path> found;
  std::error_code error;
  fs::directory_iterator files(directory_, error);
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    if (files->path().extension() == ".sst") found.insert(files->path());
  }
  return found;
}

}  // namespace queue
