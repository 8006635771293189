#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// A line of NDJSON without its line feed.
inline constexpr std::size_t line_bytes_max = 16 * 1024;

/// Why a line is refused, for a person. Never holds what the message says.
struct SubmissionError {
  std::string field;     ///< the key at fault; "line" when it is the line as a whole
  std::string sentence;  ///< what is wrong
  std::string remedy;    ///< what to do
};

using SubmissionResult = boost::system::result<Message, SubmissionError>;

/// Reads submissions, one JSON object a line:
///   {"id":"order-42","service":"KS..","session":"KC..","participant":"KP..","body":"..",
///    "priority":"urgent|normal|bulk","not_before":"<RFC 3339>","expires_at":"<RFC 3339>",
///    "on_ambiguous":"reconcile|hold|resend"}
/// service, session, participant and body must be there. A key that is unknown, repeated, or of a
/// feature that does not stand is refused, never ignored. Keeps its buffers between lines; pure but
/// for them; one thread.
class SubmissionReader {
 public:
  SubmissionReader();
  ~SubmissionReader();

  /// \param line          at most line_bytes_max, else refused
  /// \param now           an expires_at at or before it is refused; a not_before at or before it
  ///                      means at once
  /// \param id_if_absent  the id of a line that has none; empty: such a line is refused
  SubmissionResult read(std::string_view line, WallTime now, std::string_view id_if_absent = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dispatcher
