#pragma once

#include <string>

namespace net {

/// One request on the local socket.
struct LocalRequest {
  std::string method = {};
  std::string target = {};  ///< in origin form: begins with '/' (RFC 9112 section 3.2.1)
  std::string body = {};
};

/// Its answer.
struct LocalResponse {
  int status = 200;  ///< 200 to 599
  std::string content_type = "application/json";
  std::string body = {};
  int retry_after_s = 0;  ///< 0: no Retry-After field
};

}  // namespace net
