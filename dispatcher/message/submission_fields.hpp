#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "dispatcher/message/submission.hpp"

namespace dispatcher {

/// The keys of one line with the strings they have, before their meaning is checked. The views are
/// of the reader's buffers.
class SubmissionFields {
 public:
  enum Key : std::size_t {
    id,
    service,
    session,
    participant,
    body,
    priority,
    not_before,
    expires_at,
    on_ambiguous,
    keys_count,
  };
  static constexpr std::array<std::string_view, keys_count> names{
      "id",       "service",    "session",    "participant", "body",
      "priority", "not_before", "expires_at", "on_ambiguous"};

  /// Where the value of `name` belongs. Refused: an unknown or reserved name, or one that was here
  /// before.
  boost::system::result<std::optional<std::string_view>*, SubmissionError> slot_of(
      std::string_view name);

  const std::optional<std::string_view>& operator[](Key key) const { return values_[key]; }

 private:
  std::array<std::optional<std::string_view>, keys_count> values_{};
};

/// The message that the fields describe; see SubmissionReader::read.
SubmissionResult to_message(const SubmissionFields& fields, WallTime now,
                            std::string_view id_if_absent);

}  // namespace dispatcher
