#include "queue/table_block.hpp"

#include <lz4.h>

#include <cstring>

#include "queue/bytes.hpp"
#include "queue/crc32c.hpp"

namespace queue {
namespace {

constexpr char uncompressed = 0;
constexpr char lz4_compressed = 4;
/// In the count of restarts: a hash index follows. We write none.
constexpr std::uint32_t restarts_max = std::uint32_t{1} << 31;

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);  // as we are (bytes.hpp)
  return value;
}

std::optional<std::string> expanded(std::string_view bytes) {
  const auto size = take_varint(bytes);
  if (!size || *size > block_bytes_max) return std::nullopt;
  std::string contents(*size, '\0');
  const int written =
      LZ4_decompress_safe(bytes.data(), contents.data(), static_cast<int>(bytes.size()),
                          static_cast<int>(contents.size()));
  if (written < 0 || static_cast<std::size_t>(written) != contents.size()) return std::nullopt;
  return contents;
}

/// The entries alone, without the restarts at the end.
std::optional<std::string_view> entries_of(std::string_view contents) {
  constexpr std::size_t number_bytes = sizeof(std::uint32_t);
  if (contents.size() < number_bytes) return std::nullopt;
  const std::uint32_t restarts = little_endian(contents.substr(contents.size() - number_bytes));
  contents.remove_suffix(number_bytes);
  if (restarts >= restarts_max || contents.size() / number_bytes < restarts) return std::nullopt;
  contents.remove_suffix(restarts * number_bytes);
  return contents;
}

/// The key is what it shares with the one before and what follows in `entries`.
bool take_key(std::string& key, std::string_view& entries, std::uint64_t shared,
              std::uint64_t own) {
  if (shared > key.size() || own > entries.size()) return false;
  key.resize(shared);
  key.append(entries.substr(0, own));
  entries.remove_prefix(own);
  return true;
}

}  // namespace

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80U) return value;
  }
  return std::nullopt;
}

std::optional<std::string> open_block(std::string_view with_trailer) {
  if (with_trailer.size() < block_trailer_bytes) return std::nullopt;
  const std::string_view summed = with_trailer.substr(0, with_trailer.size() - 4);
  Crc32c crc;
  crc.add(summed);
  if (crc.sum() != Crc32c::unmasked(little_endian(with_trailer.substr(summed.size())))) {
    return std::nullopt;
  }
  const std::string_view bytes = summed.substr(0, summed.size() - 1);
  if (summed.back() == uncompressed) return std::string(bytes);
  if (summed.back() == lz4_compressed) return expanded(bytes);
  return std::nullopt;
}

bool walk_block(std::string_view contents,
                const std::function<bool(std::string_view, std::string_view)>& use) {
  auto entries = entries_of(contents);
  if (!entries) return false;
  std::string key;
  while (!entries->empty()) {
    const auto shared = take_varint(*entries);
    const auto own = take_varint(*entries);
    const auto value_bytes = take_varint(*entries);
    if (!shared || !own || !value_bytes || !take_key(key, *entries, *shared, *own)) return false;
    if (*value_bytes > entries->size()) return false;
    if (!use(key, entries->substr(0, *value_bytes))) return false;
    entries->remove_prefix(*value_bytes);
  }
  return true;
}

bool walk_index(
    std::string_view contents,
    const std::function<std::optional<std::size_t>(std::string_view, std::string_view)>& use) {
  auto entries = entries_of(contents);
  if (!entries) return false;
  std::string key;
  while (!entries->empty()) {
    const auto shared = take_varint(*entries);
    const auto own = take_varint(*entries);
    if (!shared || !own || !take_key(key, *entries, *shared, *own)) return false;
    const auto taken = use(key, *entries);
    if (!taken || *taken > entries->size()) return false;
    entries->remove_prefix(*taken);
  }
  return true;
}

}  // namespace queue
