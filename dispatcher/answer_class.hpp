#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dispatcher {

/// What the provider answered to a request that was handed over whole, as coarse as an operator
/// tells answers apart.
enum class AnswerClass : std::uint8_t {
  success = 0,   ///< 2xx
  redirect,      ///< 3xx
  unauthorized,  ///< 401: the credential
  forbidden,     ///< 403
  not_found,     ///< 404
  too_many,      ///< 429
  client_error,  ///< any other 4xx
  server_error,  ///< 5xx
  other,         ///< a status that HTTP does not have
  none,          ///< no answer: the connection ended, or it took too long
};
inline constexpr std::size_t answer_classes_count = 10;

/// \param status  of a final response head; 0: there was none
constexpr AnswerClass answer_class(int status) {
  switch (status) {
    case 0:
      return AnswerClass::none;
    case 401:
      return AnswerClass::unauthorized;
    case 403:
      return AnswerClass::forbidden;
    case 404:
      return AnswerClass::not_found;
    case 429:
      return AnswerClass::too_many;
    default:
      break;
  }
  switch (status / 100) {
    case 2:
      return AnswerClass::success;
    case 3:
      return AnswerClass::redirect;
    case 4:
      return AnswerClass::client_error;
    case 5:
      return AnswerClass::server_error;
    default:
      return AnswerClass::other;
  }
}

/// As a label shows it.
constexpr std::string_view name_of(AnswerClass answer) {
  switch (answer) {
    case AnswerClass::success:
      return "2xx";
    case AnswerClass::redirect:
      return "3xx";
    case AnswerClass::unauthorized:
      return "401";
    case AnswerClass::forbidden:
      return "403";
    case AnswerClass::not_found:
      return "404";
    case AnswerClass::too_many:
      return "429";
    case AnswerClass::client_error:
      return "4xx";
    case AnswerClass::server_error:
      return "5xx";
    case AnswerClass::other:
      return "other";
    case AnswerClass::none:
      return "none";
  }
  return "";
}

}  // namespace dispatcher
