#include "queue/synced_mark.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "queue/bytes.hpp"
#include "queue/side_file.hpp"

namespace queue {
namespace {

constexpr std::string_view magic = "spool-synced-2\n";
constexpr std::size_t mark_bytes = magic.size() + 4 + 1 + format::counters_bytes + 4;

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

boost::system::error_code failed(const std::filesystem::path& path, std::string& detail) {
  detail = path.string() + ": " + std::strerror(errno);
  return errc::io_failed;
}

std::string encoded(const SyncedMark& mark) {
  std::string bytes(magic);
  append_number(bytes, mark.format_version);
  append_number(bytes, static_cast<std::uint8_t>(mark.closed ? 2 : 1));
  format::encode(bytes, mark.counters);
  append_number(bytes, checksum(bytes));
  return bytes;
}

std::optional<SyncedMark> decoded(std::string_view bytes) {
  ByteReader from(bytes);
  const bool known = from.bytes(magic.size()) == magic;
  SyncedMark mark;
  mark.format_version = from.number<std::uint32_t>();
  mark.closed = from.number<std::uint8_t>() == 2;
  const auto counters = format::decode_counters(from.bytes(format::counters_bytes));
  const auto sum = from.number<std::uint32_t>();
  if (!known || !counters || !from.complete()) return std::nullopt;
  if (sum != checksum(bytes.substr(0, mark_bytes - 4))) return std::nullopt;
  mark.counters = *counters;
  return mark;
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
  return write_side_file(directory / SyncedMark::file_name, encoded(mark), detail);
}

/// Nothing: there is none to be believed.
static std::optional<SyncedMark> read_note(const std::filesystem::path& directory) {
  const Descriptor file{::open((directory / SyncedNote::file_name).c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return std::nullopt;
  std::array<char, mark_bytes> stored{};
  if (::read(file.number, stored.data(), stored.size()) != ssize_t{mark_bytes}) {
    return std::nullopt;
  }
  return decoded({stored.data(), stored.size()});
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

  auto mark = decoded({stored.data(), static_cast<std::size_t>(count)});
  const auto note = read_note(directory);
  if (!mark && note) {
    mark = note;
    mark->from_note = true;
  }
  if (!mark) {
    detail = path.string() + " is damaged, so it cannot be told whether anything synced is missing";
    return errc::damaged;
  }
  if (note && note->format_version == mark->format_version && !mark->closed &&
      note->counters.commits > mark->counters.commits) {
    mark->counters = note->counters;
  }
  return mark;
}

SyncedNote::SyncedNote(const std::filesystem::path& directory)
    : file_(::open((directory / file_name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) {}

SyncedNote::~SyncedNote() {
  if (file_ >= 0) ::close(file_);
}

void SyncedNote::write(const format::Counters& counters) {
  if (file_ < 0) return;
  const std::string bytes = encoded({.format_version = format::version, .counters = counters});
  (void)!::pwrite(file_, bytes.data(), bytes.size(), 0);
}

}  // namespace queue
