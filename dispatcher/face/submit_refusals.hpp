#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "dispatcher/message/submission.hpp"

namespace dispatcher {

/// Tells of refused lines, "file:line: field: what is wrong; what to do", and of so many only that
/// a person may read them.
class Refusals {
 public:
  static constexpr std::uint64_t shown_max = 20;

  Refusals(std::ostream& err, std::string file_name)
      : err_(err), file_name_(std::move(file_name)) {}

  void add(std::uint64_t line, const SubmissionError& error);
  /// "and N more", if there were.
  void finish();

  std::uint64_t count() const { return count_; }

 private:
  std::ostream& err_;
  const std::string file_name_;
  std::uint64_t count_ = 0;
};

}  // namespace dispatcher
