#pragma once

#include <array>
#include <cassert>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What messages are to the spool. It knows neither HTTP nor Twilio: a message is an id, a lane, a
/// priority and bytes.
namespace queue {

/// UTC wall time, microseconds. The spool never reads a clock: callers pass it in.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// All messages of one lane name. Given at the first accept of the name, from 1, never reused.
using LaneNumber = std::uint32_t;

/// Counts accepted messages over the whole spool, from 1, never reused.
using Sequence = std::uint64_t;

/// 1..priorities_count; a lower one goes first. What they are called is the dispatcher's business.
using Priority = std::uint8_t;
inline constexpr Priority priorities_count = 3;

inline constexpr std::size_t id_bytes_max = 128;
inline constexpr std::size_t lane_name_bytes_max = 64;
inline constexpr std::size_t payload_bytes_max = 16 * 1024;
/// Outcome, progress and note bytes.
inline constexpr std::size_t record_bytes_max = 2 * 1024;
/// What a provider calls one thing that it sent.
inline constexpr std::size_t receipt_bytes_max = 64;
/// Kept in place: one comes with almost every message that ends.
class Receipt {
 public:
  Receipt() = default;
  /// At most receipt_bytes_max bytes.
  template <std::convertible_to<std::string_view> Text>
  Receipt(const Text& text) {
    const std::string_view given = text;
    assert(given.size() <= receipt_bytes_max);
    size_ = static_cast<std::uint8_t>(given.copy(bytes_.data(), bytes_.size()));
  }
  operator std::string_view() const { return {bytes_.data(), size_}; }
  bool empty() const { return size_ == 0; }
  friend bool operator==(const Receipt& receipt, std::string_view text) {
    return std::string_view(receipt) == text;
  }

 private:
  std::array<char, receipt_bytes_max> bytes_{};
  std::uint8_t size_ = 0;
};
/// Notes kept of one message, the oldest ones; later ones are dropped.
inline constexpr std::size_t notes_max = 64;

/// Where a message stands on disk; the sequence alone is already unique.
struct MessageKey {
  LaneNumber lane = 0;
  Priority priority = 0;
  Sequence sequence = 0;
  auto operator<=>(const MessageKey&) const = default;
};

/// What intake hands over. `content` is a digest of what must be equal for two submissions of one
/// id to be the same message.
struct Submission {
  std::string id;
  std::string lane_name;
  Priority priority = 2;
  std::array<std::byte, 32> content{};
  WallTime not_before{};  ///< epoch: at once
  std::string payload;
};

enum class Acceptance : std::uint8_t {
  accepted = 1,   ///< stored and synced
  duplicate = 2,  ///< the id is known, with the same content: nothing stored
  conflict = 3,   ///< the id is known, with other content: nothing stored
};

/// A message as it is read back. `progress` is what the last `Defer` or `Hold` left, or empty.
struct StoredMessage {
  MessageKey key;
  WallTime accepted_at{};
  WallTime not_before{};
  std::string id;
  std::string payload;
  std::string progress;
};

/// `power`: an intent is armed, and an intake acknowledged, after its sync. `process`: an intent is
/// armed once written (it survives the death of the process, not of the machine); an intake is
/// acknowledged after its sync in both.
enum class Durability : std::uint8_t { power = 1, process = 2 };

/// One line of a message's history, kept until its outcome is forgotten. No bytes: none.
struct HistoryNote {
  WallTime at{};
  std::string bytes;
};

/// `slot` of a record that no intent stands behind (an expired message, say).
inline constexpr std::uint32_t no_slot = ~std::uint32_t{0};

}  // namespace queue
