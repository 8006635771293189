#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

/// What the comparison of submissions, ledger and outcomes shows; counts of messages unless another
/// thing is named.
struct AuditReport {
  std::uint64_t submitted = 0;
  std::uint64_t submissions_repeated = 0;  ///< lines with an id that stands above: one message
  std::uint64_t submissions_unreadable =
      0;  ///< lines that are no submission; the sender refuses them as well
  std::uint64_t ledger_lines = 0;
  std::uint64_t in_ledger = 0;
  std::uint64_t in_ledger_once = 0;
  std::uint64_t sent = 0;        ///< by their outcome
  std::uint64_t not_sent = 0;    ///< rejected, expired or cancelled by their outcome
  std::uint64_t dead = 0;        ///< given up by their outcome, perhaps after a doubt
  std::uint64_t unresolved = 0;  ///< held or in doubt by their outcome
  std::uint64_t unresolved_in_ledger = 0;
  std::uint64_t dead_in_ledger = 0;
  std::uint64_t duplicates_recorded =
      0;  ///< ledger lines too many, owned up to as re-sent after doubt

  // Failures: each must be 0.
  std::uint64_t lost = 0;        ///< neither in the ledger nor spoken of by any outcome
  std::uint64_t duplicates = 0;  ///< ledger lines too many
  std::uint64_t sent_but_not_in_ledger = 0;
  std::uint64_t not_sent_but_in_ledger = 0;
  std::uint64_t ki_mismatches =
      0;  ///< the outcome names a KI that the ledger gives to none or to another
  std::uint64_t unknown_in_ledger = 0;  ///< ledger lines of messages nobody submitted
  std::uint64_t unknown_outcomes = 0;   ///< outcomes of ids nobody submitted
  std::uint64_t order_violations =
      0;  ///< ledger lines behind a later submission of the same participant
  std::uint64_t records_unreadable = 0;  ///< lines of ledger or outcomes

  /// The first few failures, each with the line of its submission or ledger entry; no text of any
  /// message.
  std::vector<std::string> examples{};

  bool is_clean() const;
  std::string json() const;  ///< one object and a line end
  std::string text() const;  ///< lines for people
};

}  // namespace simulator
