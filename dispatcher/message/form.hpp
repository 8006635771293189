#pragma once

#include <cstddef>
#include <string_view>

namespace dispatcher {

/// A byte of a form takes at most this many (%XX).
inline constexpr std::size_t form_bytes_per_byte_max = 3;
/// `append_form` may write this many bytes of no meaning behind what it gives back.
inline constexpr std::size_t form_slack_bytes = 3;

/// Writes `text` as application/x-www-form-urlencoded: letters, digits and - . _ ~ stay, a space
/// becomes '+', every other byte %XX. `out` has room for form_bytes_per_byte_max a byte and
/// form_slack_bytes more.
/// \return the end of what was written
/// \see WHATWG URL section 5.2 (the '+'), RFC 3986 section 2.3 (what stays)
char* append_form(char* out, std::string_view text);

}  // namespace dispatcher
