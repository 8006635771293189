#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/simulator/audit_report.hpp"
#include "bench/simulator/route.hpp"
#include "bench/simulator/sha256.hpp"

namespace simulator {

struct AuditOptions {
  /// Within one participant (and one priority) the ledger has to keep the order of submission.
  /// Messages with `not_before` are left out.
  bool check_order = false;
  /// A message that is in the ledger too often is forgiven as often as its outcome says it was
  /// re-sent after doubt.
  bool allow_recorded_duplicates = false;
};

/// Compares what was submitted with what the simulator processed and with what the sender says
/// about it. A message is recognised by its participant and the SHA-256 of its text; equal ones are
/// counted, and told apart by their KI. Takes NDJSON lines one by one, all submissions first, then
/// the ledger, then outcomes; keeps about 300 bytes per message. One thread.
class Audit {
 public:
  explicit Audit(AuditOptions options) : options_{options} {}

  /// \param json  {"id":..,"participant":"KP..","body":..,["priority":..,"not_before":..]}
  /// \param implied_id  stands for a missing id; empty: a message without id is its own
  void add_submission(std::string_view json, std::uint32_t line, std::string_view implied_id);
  void add_ledger(std::string_view json, std::uint32_t line);
  /// \param json
  /// {"id":..,"outcome":"sent|rejected|expired|cancelled|dead","ki":..,"resends_after_doubt":n} or,
  /// of
  ///              an open message, {"id":..,"state":"held|in_doubt"}; a final outcome beats an open
  ///              state
  void add_outcome(std::string_view json, std::uint32_t line);

  AuditReport report();

 private:
  using Index = std::uint32_t;
  static constexpr Index none = std::numeric_limits<Index>::max();

  enum class Claim : std::uint8_t { nothing, open, sent, not_sent, dead };

  struct Content {
    SidBits participant{};
    SidBits body{};  ///< the first half of its SHA-256
    bool operator==(const Content&) const = default;
  };
  struct ContentHash {
    std::size_t operator()(const Content& content) const;
  };
  /// One message. Those of equal content form a list.
  struct Message {
    std::uint32_t line = 0;
    Index next_equal = none;
    Index content = none;
    std::uint32_t resends_after_doubt = 0;
    SidBits ki{};  ///< zero: the outcome names none
    Claim claim = Claim::nothing;
    std::uint8_t priority = 0;  ///< `not_ordered`: takes no part in the order
  };
  /// All messages of one content.
  struct Equals {
    SidBits participant{};
    Index first = none;
    Index last = none;
    Index next_processed = none;  ///< which of them the next ledger line stands for
    std::uint32_t submitted = 0;
    std::uint32_t in_ledger = 0;
  };

  static constexpr std::uint8_t not_ordered = 255;

  void add_message(const Content& content, const Message& message);
  void check_order(Equals& equals, std::uint32_t ledger_line);
  void judge(const Equals& equals);
  void judge_ki(const Message& message);
  void fail(std::uint64_t& count, std::uint64_t by, std::string_view what, std::uint32_t line);
  SidBits hash(std::string_view text);

  AuditOptions options_;
  AuditReport report_;
  Sha256 sha256_;
  std::vector<Message> messages_;
  std::vector<Equals> equals_;
  std::unordered_map<Content, Index, ContentHash> equals_of_;
  std::unordered_map<SidBits, Index, SidBitsHash> message_of_id_;
  std::unordered_map<SidBits, Index, SidBitsHash> equals_of_ki_;
  /// The latest message of a participant and priority that the ledger showed.
  std::unordered_map<SidBits, Index, SidBitsHash> latest_processed_;
};

}  // namespace simulator
