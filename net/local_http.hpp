#pragma once

#include <string>
#include <string_view>

namespace net {

/// What a request says before its body, for whoever decides whether it is taken; good within the
/// call only.
struct LocalHead {
  std::string_view method = {};
  std::string_view target = {};
  std::string_view host = {};
  std::string_view authorization = {};  ///< empty: there is no such field
  bool has_origin = false;              ///< a page in a browser asks (Fetch standard, section 3.2)
};

/// One request of somebody on this machine.
struct LocalRequest {
  std::string method = {};
  std::string target = {};  ///< in origin form: begins with '/' (RFC 9112 section 3.2.1)
  std::string body = {};
  std::string content_type = {};  ///< as it was sent; empty: there was none
};

/// Its answer. No field holds a line end.
struct LocalResponse {
  int status = 200;  ///< 200 to 599; 401 asks for a token (RFC 6750 section 3)
  std::string content_type = "application/json";
  std::string body = {};
  int retry_after_s = 0;   ///< 0: no Retry-After field
  std::string allow = {};  ///< methods, for 405; empty: no Allow field
};

}  // namespace net
