#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "dispatcher/message/submission.hpp"

namespace dispatcher {

/// A line that was not taken.
struct RefusedLine {
  std::uint64_t line = 0;
  SubmissionError error;
  bool id_missing = false;  ///< and there is no batch: the command is wrong, not the line
};

/// Tells of refused lines, "file:line: field: what is wrong; what to do", and of so many only that
/// a person may read them.
class Refusals {
 public:
  static constexpr std::uint64_t shown_max = 20;

  Refusals(std::ostream& err, std::string file_name)
      : err_(err), file_name_(std::move(file_name)) {}

  void add(const RefusedLine& refused);
  /// "and N more", if there were.
  void finish();

  std::uint64_t count() const { return count_; }

 private:
  std::ostream& err_;
  const std::string file_name_;
  std::uint64_t count_ = 0;
};

}  // namespace dispatcher
