#pragma once
// The form a message arrives in: application/x-www-form-urlencoded, UTF-8, a blank as '+' or "%20".
// Source: https://www.twilio.com/docs/usage/requests-to-twilio, WHATWG URL standard section 5.

#include <cstddef>
#include <string>
#include <string_view>

namespace simulator {

enum class FormState {
  found,
  missing,    ///< no Body, or an empty one
  repeated,   ///< more than one Body: which one would be sent?
  malformed,  ///< a broken %XX, or text that is not UTF-8
};

/// Takes the decoded text of the parameter `Body`; other parameters are ignored.
/// \param text  receives the text; its capacity is reused
FormState read_body_parameter(std::string_view form, std::string& text);

/// How the provider counts characters: an emoji outside the basic plane counts two.
/// \param text  valid UTF-8
/// \see https://www.twilio.com/docs/api/errors/21617
std::size_t utf16_units(std::string_view text);

}  // namespace simulator
