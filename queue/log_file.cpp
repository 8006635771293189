#include "queue/log_file.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "queue/bytes.hpp"
#include "queue/crc32c.hpp"

namespace queue {
namespace {

constexpr std::size_t block_bytes = 32 * 1024;
constexpr std::size_t header_bytes = 4 + 2 + 1;

/// One record, or the first, a middle or the last part of one. Others are written only with
/// options that we leave off.
enum Type : unsigned char { whole = 1, first = 2, middle = 3, last = 4 };

struct Part {
  std::size_t bytes = 0;  ///< with its header; 0: there is none
  unsigned char type = 0;
  std::string_view payload;
};

Part part_at(std::string_view block, std::size_t at) {
  if (block.size() - at < header_bytes) return {};
  std::uint32_t sum = 0;
  std::uint16_t length = 0;
  std::memcpy(&sum, block.data() + at, sizeof sum);  // little endian, as we are (bytes.hpp)
  std::memcpy(&length, block.data() + at + 4, sizeof length);
  const auto type = static_cast<unsigned char>(block[at + 6]);
  if (type < Type::whole || type > Type::last) return {};
  if (block.size() - at - header_bytes < length) return {};
  Crc32c crc;
  crc.add(block.substr(at + 6, std::size_t{1} + length));
  if (crc.sum() != Crc32c::unmasked(sum)) return {};
  return {header_bytes + length, type, block.substr(at + header_bytes, length)};
}

/// The bytes are the beginning of a part.
bool is_cut_short(std::string_view bytes) {
  if (bytes.size() < header_bytes) return true;
  std::uint16_t length = 0;
  std::memcpy(&length, bytes.data() + 4, sizeof length);
  const auto type = static_cast<unsigned char>(bytes[6]);
  return type >= Type::whole && type <= Type::last && bytes.size() - header_bytes < length;
}

/// Puts parts together to records, and counts as hole what belongs to none.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) { file_.bytes = bytes.size(); }

  LogFile read() {
    for (std::size_t start = 0; start < bytes_.size(); start += block_bytes) {
      read_block(bytes_.substr(start, block_bytes), start);
    }
    if (open_) {
      lost(begun_at_, bytes_.size());
      file_.cut_short = true;
    }
    return std::move(file_);
  }

 private:
  void read_block(std::string_view block, std::size_t start) {
    std::size_t at = 0;
    while (at < block.size()) {
      // Too little room for a header at the end of a block is filled with zeros.
      if (block.size() == block_bytes && block.size() - at < header_bytes) return;
      const Part part = part_at(block, at);
      if (part.bytes != 0) {
        take(part, start + at);
        at += part.bytes;
        continue;
      }
      const std::size_t bad = at;
      while (at < block.size() && part_at(block, at).bytes == 0) ++at;
      lost(open_ ? begun_at_ : start + bad, start + at);
      open_ = false;
      file_.cut_short = start + at == bytes_.size() && is_cut_short(block.substr(bad));
    }
  }

  void take(const Part& part, std::size_t offset) {
    const bool begins = part.type == Type::whole || part.type == Type::first;
    if (open_ && begins) lost(begun_at_, offset);
    if (!open_ && !begins) return lost(offset, offset + part.bytes);
    if (begins) {
      begun_at_ = offset;
      payload_.clear();
    }
    payload_.append(part.payload);
    open_ = part.type == Type::first || part.type == Type::middle;
    if (!open_) file_.records.push_back({begun_at_, payload_});
  }

  void lost(std::size_t from, std::size_t to) {
    auto& holes = file_.holes;
    const std::size_t records = file_.records.size();
    if (!holes.empty() && holes.back().records_before == records) {
      holes.back().bytes = to - holes.back().offset;
    } else {
      holes.push_back({from, to - from, records});
    }
  }

  std::string_view bytes_;
  LogFile file_;
  bool open_ = false;  ///< the first part of a record is there, its last one is not
  std::size_t begun_at_ = 0;
  std::string payload_;
};

void append_part(std::string& log, unsigned char type, std::string_view payload) {
  Crc32c crc;
  crc.add(static_cast<char>(type));
  crc.add(payload);
  const std::uint32_t sum = Crc32c::masked(crc.sum());
  const auto length = static_cast<std::uint16_t>(payload.size());
  char header[header_bytes];
  std::memcpy(header, &sum, sizeof sum);
  std::memcpy(header + 4, &length, sizeof length);
  header[6] = static_cast<char>(type);
  log.append(header, sizeof header).append(payload);
}

}  // namespace

LogFile read_log(std::string_view bytes) { return Reader(bytes).read(); }

std::string write_log(const std::vector<LogFile::Record>& records, std::size_t bytes_min) {
  std::string log;
  for (const LogFile::Record& record : records) {
    std::string_view rest = record.payload;
    bool begun = false;
    do {
      std::size_t room = block_bytes - log.size() % block_bytes;
      if (room < header_bytes) log.append(std::exchange(room, block_bytes), '\0');
      const std::string_view payload = rest.substr(0, room - header_bytes);
      rest.remove_prefix(payload.size());
      const auto type =
          rest.empty() ? (begun ? Type::last : Type::whole) : (begun ? Type::middle : Type::first);
      append_part(log, type, payload);
      begun = true;
    } while (!rest.empty());
  }
  log.resize(std::max(log.size(), bytes_min), '\0');
  return log;
}

}  // namespace queue
