#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dispatcher/daemon_control.hpp"
#include "dispatcher/retention_options.hpp"
#include "net/runtime.hpp"

namespace dispatcher {

/// What a pass came to.
struct RetentionPass {
  std::uint64_t letters_erased = 0;      ///< dead letters whose message was dropped
  std::uint64_t outcomes_forgotten = 0;  ///< with all that hangs on them
  bool erased = false;                   ///< what was dropped before has left the files too
  std::string failure{};                 ///< why it ended early: it is tried again
};

/// Forgets what is old in a running daemon: a pass soon after the start and every hour. Once a day,
/// or twice in `bodies` where that is more often, the files of the spool forget it as well. On the
/// daemon's thread, within `run` of its io_context, which ends before this and the daemon do.
class Retention {
 public:
  using Report = std::function<void(const RetentionPass&)>;

  Retention(net::Runtime& runtime, DaemonControl& daemon, RetentionOptions options, Report report);

  /// From now on.
  void configure(RetentionOptions options) { options_ = options; }

 private:
  void begin();
  void erase_letters(std::uint64_t after);
  void erase_letters_of(const queue::ListDead::Page& page);
  void forget(std::uint64_t after);
  void erase();
  void end(std::string failure);
  /// Asks the spool; `use` is called with a good answer.
  template <class Answer, class Request, class Use>
  void ask(Request request, Use use);

  net::Runtime& runtime_;
  DaemonControl& daemon_;
  RetentionOptions options_;
  const Report report_;
  net::Timer timer_;
  net::WallTime began_at_{};
  net::TimePoint erase_due_{};      // at once after a start: nobody knows when it was last done
  std::uint64_t forgotten_to_ = 0;  // nothing is left up to this outcome
  RetentionPass pass_;
};

}  // namespace dispatcher
