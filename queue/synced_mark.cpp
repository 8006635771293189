#include "queue/synced_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "queue/bytes.hpp"

namespace queue {
namespace {

constexpr std::string_view magic = "spool-synced-1\n";
constexpr std::size_t mark_bytes = magic.size() + 4 + 8 + 1 + 4;

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

boost::system::error_code failed(const std::filesystem::path& path, std::string& detail) {
  const int cause = errno;
  detail = path.string() + ": " + std::strerror(cause);
  return cause == ENOSPC || cause == EDQUOT ? errc::no_space : errc::io_failed;
}

/// Closes on every way out.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

Result<void> write_mark(const std::filesystem::path& directory, const SyncedMark& mark,
                        std::string& detail) {
  std::string bytes(magic);
  append_number(bytes, mark.format_version);
  append_number(bytes, mark.commits);
  append_number(bytes, static_cast<std::uint8_t>(mark.closed ? 2 : 1));
  append_number(bytes, checksum(bytes));

  const auto path = directory / SyncedMark::file_name;
  const auto fresh = directory / (std::string(SyncedMark::file_name) + ".new");
  {
    const Descriptor file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.number < 0) return failed(fresh, detail);
    if (::write(file.number, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      return failed(fresh, detail);
    }
    if (::fsync(file.number) != 0) return failed(fresh, detail);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed(path, detail);
  const Descriptor entry{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (entry.number < 0 || ::fsync(entry.number) != 0) return failed(directory, detail);
  return {};
}

Result<std::optional<SyncedMark>> read_mark(const std::filesystem::path& directory,
                                            std::string& detail) {
  const auto path = directory / SyncedMark::file_name;
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0 && errno == ENOENT) return std::optional<SyncedMark>{};
  if (file.number < 0) return failed(path, detail);
  std::array<char, mark_bytes + 1> stored{};
  const auto count = ::read(file.number, stored.data(), stored.size());
  if (count < 0) return failed(path, detail);

  const std::string_view bytes(stored.data(), static_cast<std::size_t>(count));
  ByteReader from(bytes);
  const bool known = from.bytes(magic.size()) == magic;
  SyncedMark mark;
  mark.format_version = from.number<std::uint32_t>();
  mark.commits = from.number<std::uint64_t>();
  mark.closed = from.number<std::uint8_t>() == 2;
  const auto sum = from.number<std::uint32_t>();
  if (!known || !from.complete() || sum != checksum(bytes.substr(0, mark_bytes - 4))) {
    detail = path.string() +
             " is damaged, so it cannot be told whether anything synced is "
             "missing. If the disk is trusted otherwise, remove that file and start again";
    return errc::damaged;
  }
  return std::optional<SyncedMark>{mark};
}

}  // namespace queue
