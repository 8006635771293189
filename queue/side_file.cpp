#include "queue/side_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <fstream>
#include <iterator>

namespace queue {
namespace {

namespace fs = std::filesystem;

boost::system::error_code sorted(const fs::path& path, const std::error_code& error,
                                 std::string& detail) {
  detail = path.string() + ": " + error.message();
  const bool full = error == std::errc::no_space_on_device || error.value() == EDQUOT;
  return full ? errc::no_space : errc::io_failed;
}

std::error_code last_error() { return {errno, std::generic_category()}; }

/// Closes on every way out.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

std::error_code write_synced(const fs::path& path, std::string_view bytes) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (file.number < 0) return last_error();
  while (!bytes.empty()) {
    const auto written = ::write(file.number, bytes.data(), bytes.size());
    if (written < 0) return last_error();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number) != 0) return last_error();
  return {};
}

}  // namespace

std::error_code sync_path(const fs::path& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0 || ::fsync(file.number) != 0) return last_error();
  return {};
}

std::string bytes_of_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<void> write_side_file(const fs::path& path, std::string_view bytes, std::string& detail) {
  const fs::path fresh = path.string() + ".new";
  if (const auto error = write_synced(fresh, bytes)) return sorted(fresh, error, detail);
  std::error_code error;
  fs::rename(fresh, path, error);
  if (!error) error = sync_path(path.parent_path());
  if (error) return sorted(path, error, detail);
  return {};
}

Result<void> copy_to_quarantine(const fs::path& file, std::string& detail) {
  const fs::path quarantine = file.parent_path() / "quarantine";
  std::error_code error;
  fs::create_directory(quarantine, error);
  if (!error) fs::permissions(quarantine, fs::perms::owner_all, error);
  const fs::path kept = quarantine / file.filename();
  if (!error) fs::copy_file(file, kept, fs::copy_options::overwrite_existing, error);
  if (!error) error = sync_path(kept);
  if (!error) error = sync_path(quarantine);
  if (error) return sorted(kept, error, detail);
  return {};
}

}  // namespace queue
