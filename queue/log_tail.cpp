#include "queue/log_tail.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/crc.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace queue {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 32 * 1024;
constexpr std::size_t header_bytes = 4 + 2 + 1;
/// One record, or the first, a middle or the last part of one. Others are written only with
/// options that we leave off.
constexpr unsigned char type_max = 4;

using Crc32c = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

std::uint32_t unmasked(std::uint32_t stored) {
  const std::uint32_t rotated = stored - 0xa282ead8U;
  return (rotated >> 17) | (rotated << 15);
}

/// The bytes that the record at `at` takes; 0: there is none.
std::size_t whole_record(std::string_view block, std::size_t at) {
  if (block.size() - at < header_bytes) return 0;
  std::uint32_t sum = 0;
  std::uint16_t length = 0;
  std::memcpy(&sum, block.data() + at, sizeof sum);  // little endian, as we are (bytes.hpp)
  std::memcpy(&length, block.data() + at + 4, sizeof length);
  const auto type = static_cast<unsigned char>(block[at + 6]);
  if (type == 0 || type > type_max) return 0;
  if (block.size() - at - header_bytes < length) return 0;
  Crc32c crc;
  crc.process_bytes(block.data() + at + 6, std::size_t{1} + length);
  return crc.checksum() == unmasked(sum) ? header_bytes + length : 0;
}

/// Where the whole records of a block end.
std::size_t good_part(std::string_view block) {
  std::size_t at = 0;
  while (const std::size_t bytes = whole_record(block, at)) at += bytes;
  return at;
}

bool any_record(std::string_view block, std::size_t from) {
  for (std::size_t at = from; at + header_bytes <= block.size(); ++at) {
    if (whole_record(block, at) != 0) return true;
  }
  return false;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path newest_log(const fs::path& directory) {
  std::error_code error;
  fs::path newest;
  fs::directory_iterator files(directory, error);
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    // Names are numbers of one width: 000017.log.
    if (files->path().extension() == ".log" && files->path() > newest) newest = files->path();
  }
  return newest;
}

errc sorted(const std::error_code& error) {
  return error == std::errc::no_space_on_device ? errc::no_space : errc::io_failed;
}

std::error_code sync_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::error_code error(synced ? 0 : errno, std::generic_category());
  if (descriptor >= 0) ::close(descriptor);
  return error;
}

}  // namespace

LogTail examine_log(std::string_view bytes) {
  LogTail tail;
  bool damaged = false;
  for (std::size_t start = 0; start < bytes.size(); start += block_bytes) {
    const std::string_view block = bytes.substr(start, block_bytes);
    std::size_t at = 0;
    if (!damaged) {
      at = good_part(block);
      // Too little room for a header at the end of a block is filled with zeros.
      if (block.size() == block_bytes && block.size() - at < header_bytes) at = block.size();
      tail.good_bytes = start + at;
      damaged = at < block.size();
    }
    if (damaged && any_record(block, at)) {
      tail.readable_behind = true;
      return tail;
    }
  }
  return tail;
}

Result<bool> cut_torn_tail(const fs::path& directory, std::string& detail) {
  const fs::path log = newest_log(directory);
  if (log.empty()) return false;
  const std::string bytes = bytes_of(log);
  const LogTail tail = examine_log(bytes);
  if (tail.readable_behind || tail.good_bytes == bytes.size()) return false;

  const fs::path quarantine = directory / "quarantine";
  std::error_code error;
  fs::create_directory(quarantine, error);
  if (!error) fs::permissions(quarantine, fs::perms::owner_all, error);
  const fs::path kept = quarantine / log.filename();
  if (!error) fs::copy_file(log, kept, fs::copy_options::overwrite_existing, error);
  if (!error) error = sync_file(kept);
  if (!error) error = sync_file(quarantine);
  if (!error) fs::resize_file(log, tail.good_bytes, error);
  if (!error) error = sync_file(log);
  if (error) {
    detail = "keeping " + log.string() + " in quarantine: " + error.message();
    return sorted(error);
  }
  return true;
}

}  // namespace queue
