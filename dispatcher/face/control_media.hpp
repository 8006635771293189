#pragma once

#include <cstdint>
#include <string_view>

namespace dispatcher {

/// How the body of POST /v1/messages is to be read.
enum class SubmitMedia : std::uint8_t {
  lines = 1,  ///< one submission a line: application/x-ndjson, or no type at all
  one,        ///< one submission, over as many lines as it likes: application/json
  unknown,
};

/// From a Content-Type (RFC 9110 section 8.3.1). Its one parameter may be charset=utf-8. Pure.
SubmitMedia media_of(std::string_view content_type);

}  // namespace dispatcher
