#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "queue/error.hpp"

namespace queue {

/// What was lost to damage, as far as the next open must know it.
struct Damage {
  /// Above `above` (not given: from an unknown one) up to `last`.
  struct Range {
    std::optional<std::uint64_t> above;
    std::uint64_t last = 0;
  };
  std::vector<std::string> found;  ///< a sentence per place
  std::vector<Range> accepted;     ///< sequences of commits that are lost
  std::uint64_t commits_lost = 0;
  std::uint64_t outcomes_lost = 0;
  bool more_lost = false;     ///< these two are the least
  bool limits_lost = false;   ///< what the lanes say of their limits may be too low
  bool intents_lost = false;  ///< an intent or the end of a message may be among what is lost
  /// Commits that the mark promises may be missing: somebody asked for it.
  bool loss_accepted = false;
};

/// Both as one: what an open found that died before it was done, or a repair.
Damage together(Damage one, const Damage& other);

/// A file beside the database, from before anything damaged is touched until what it tells has been
/// dealt with: a death in between forgets nothing. Written aside, synced, renamed.
/// errc::io_failed or errc::no_space, with the reason in `detail`.
Result<void> write_damage_note(const std::filesystem::path& directory, const Damage& damage,
                               std::string& detail);
/// Nothing: there is none. One that cannot be read tells of the worst damage.
std::optional<Damage> read_damage_note(const std::filesystem::path& directory);
void remove_damage_note(const std::filesystem::path& directory);

inline constexpr const char* damage_note_name = "damage";

}  // namespace queue
