#pragma once

#include <functional>

#include "queue/books.hpp"
#include "queue/durable_spool.hpp"

namespace queue {

/// The row that says which clock the wall times in the spool are of: so a later process knows which
/// of them it may compare with its own. One thread.
class ClockMark {
 public:
  /// Without a clock nothing is written, and nothing believed.
  ClockMark(Books& books, std::function<BootClock()> clock)
      : books_(books), clock_(std::move(clock)) {}

  /// Compares the stored clock with the one of now, and makes a row of that where they differ.
  /// Returns the time from which on wall times in the spool are of this clock; WallTime::max():
  /// that is not known.
  WallTime look();

 private:
  Books& books_;
  const std::function<BootClock()> clock_;
  bool loaded_ = false;
  BootClock stored_;
  WallTime since_ = WallTime::max();
};

}  // namespace queue
