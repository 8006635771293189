#pragma once
// What was processed, line by line: the truth that every end-to-end test compares with. One JSON
// object a line:
//   time         UTC, microseconds
//   elapsed_us   on a clock that never steps, since the simulator started: for judging windows
//   account, service, session, participant
//   body_sha256  of the text of Body, decoded from the form, as UTF-8 bytes
//   ki, sm       the SIDs that the answer names
//   connection   which one since the start, from 1; request: which one on that connection, from 1
//   status       of the answer, or null when none comes
//   fault        only when one was played

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/simulator/clock_text.hpp"

namespace simulator {

struct LedgerEntry {
  std::string_view account{};
  std::string_view service{};
  std::string_view session{};
  std::string_view participant{};
  std::string_view body_sha256{};
  std::string_view ki{};
  std::string_view sm{};
  std::uint64_t connection = 0;
  std::uint64_t request = 0;
  int status = 0;  ///< 0: no answer
  std::string_view fault{};
};

/// Collects lines and hands them to the kernel with write(2): they outlive the client and this
/// process, not the machine. One thread.
class Ledger {
 public:
  /// Appends to `path`, behind the last whole line there. Throws std::system_error when it cannot
  /// be opened.
  explicit Ledger(const std::string& path);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Writes what has gathered when it exceeds 1 MiB.
  void append(const LedgerEntry& entry, Now now);
  /// To be called before any answer leaves whose line was appended. Throws std::system_error: an
  /// oracle that cannot write has to stop.
  void flush();

 private:
  int file_ = -1;
  std::string pending_;
  ClockText clock_text_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace simulator
