#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dispatcher {

/// Why a lane sends nothing until somebody, or a probe, changes that.
enum class HoldCause : std::uint8_t {
  none = 0,
  by_operator,       ///< of the lane, or of its account
  no_account,        ///< no account of the configuration has its Service
  account_refused,   ///< the credential of its account: 401
  refused,           ///< the Service: 403 and the like
  repeated_answers,  ///< message after message was answered alike, with a 404 or a 400
  certificate,       ///< the server's, which is not trusted
};
inline constexpr std::size_t hold_causes_count = 7;

/// As a label shows it.
constexpr std::string_view name_of(HoldCause cause) {
  switch (cause) {
    case HoldCause::none:
      return "none";
    case HoldCause::by_operator:
      return "operator";
    case HoldCause::no_account:
      return "no_account";
    case HoldCause::account_refused:
      return "account_refused";
    case HoldCause::refused:
      return "refused";
    case HoldCause::repeated_answers:
      return "repeated_answers";
    case HoldCause::certificate:
      return "certificate";
  }
  return "";
}

}  // namespace dispatcher
