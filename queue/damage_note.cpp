#include "queue/damage_note.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <string_view>
#include <system_error>

#include "queue/bytes.hpp"
#include "queue/side_file.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "spool-damage-1\n";
/// Where `above` is not given.
constexpr std::uint64_t unknown = ~std::uint64_t{0};

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

void append_flag(std::string& to, bool flag) {
  append_number(to, static_cast<std::uint8_t>(flag ? 1 : 0));
}

std::string encoded(const Damage& damage) {
  std::string bytes(magic);
  append_number(bytes, damage.commits_lost);
  append_number(bytes, damage.outcomes_lost);
  for (const bool flag :
       {damage.more_lost, damage.limits_lost, damage.intents_lost, damage.loss_accepted}) {
    append_flag(bytes, flag);
  }
  append_number(bytes, std::uint64_t{damage.accepted.size()});
  for (const Damage::Range& range : damage.accepted) {
    append_number(bytes, range.above.value_or(unknown));
    append_number(bytes, range.last);
  }
  append_number(bytes, std::uint64_t{damage.found.size()});
  for (const std::string& sentence : damage.found) {
    append_number(bytes, std::uint64_t{sentence.size()});
    bytes += sentence;
  }
  append_number(bytes, checksum(bytes));
  return bytes;
}

std::optional<Damage> decoded(std::string_view bytes) {
  if (bytes.size() < magic.size() + 4) return std::nullopt;
  ByteReader of_sum(bytes.substr(bytes.size() - 4));
  bytes.remove_suffix(4);
  if (of_sum.number<std::uint32_t>() != checksum(bytes)) return std::nullopt;
  ByteReader from(bytes);
  if (from.bytes(magic.size()) != magic) return std::nullopt;
  Damage damage;
  damage.commits_lost = from.number<std::uint64_t>();
  damage.outcomes_lost = from.number<std::uint64_t>();
  damage.more_lost = from.number<std::uint8_t>() != 0;
  damage.limits_lost = from.number<std::uint8_t>() != 0;
  damage.intents_lost = from.number<std::uint8_t>() != 0;
  damage.loss_accepted = from.number<std::uint8_t>() != 0;
  for (auto left = from.number<std::uint64_t>(); left > 0; --left) {
    Damage::Range range{from.number<std::uint64_t>(), from.number<std::uint64_t>()};
    if (range.above == unknown) range.above.reset();
    damage.accepted.push_back(range);
  }
  for (auto left = from.number<std::uint64_t>(); left > 0; --left) {
    damage.found.emplace_back(from.bytes(from.number<std::uint64_t>()));
  }
  if (!from.complete()) return std::nullopt;
  return damage;
}

}  // namespace

Damage together(Damage one, const Damage& other) {
  for (const std::string& sentence : other.found) {
    if (std::ranges::find(one.found, sentence) == one.found.end()) one.found.push_back(sentence);
  }
  for (const Damage::Range& range : other.accepted) {
    const auto same = [&](const Damage::Range& known) {
      return known.above == range.above && known.last == range.last;
    };
    if (std::ranges::none_of(one.accepted, same)) one.accepted.push_back(range);
  }
  one.commits_lost = std::max(one.commits_lost, other.commits_lost);
  one.outcomes_lost = std::max(one.outcomes_lost, other.outcomes_lost);
  one.more_lost = one.more_lost || other.more_lost;
  one.limits_lost = one.limits_lost || other.limits_lost;
  one.intents_lost = one.intents_lost || other.intents_lost;
  one.loss_accepted = one.loss_accepted || other.loss_accepted;
  return one;
}

Result<void> write_damage_note(const fs::path& directory, const Damage& damage,
                               std::string& detail) {
  return write_side_file(directory / damage_note_name, encoded(damage), detail);
}

std::optional<Damage> read_damage_note(const fs::path& directory) {
  const fs::path path = directory / damage_note_name;
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  if (auto damage = decoded(bytes_of_file(path))) return damage;
  Damage worst;
  worst.found.push_back(path.string() + " cannot be read");
  worst.more_lost = worst.limits_lost = worst.intents_lost = true;
  return worst;
}

void remove_damage_note(const fs::path& directory) {
  std::error_code ignored;  // what it tells would be dealt with once more
  if (fs::remove(directory / damage_note_name, ignored)) (void)sync_path(directory);
}

}  // namespace queue
