#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace dispatcher {

/// What a client may send over TCP that the daemon must not be misled by, and what it answers.
struct BadRequest {
  std::string name;   ///< of the test
  std::string bytes;  ///< all that is sent, but a good request behind it
  /// Of the answers, in order, without that to the good request.
  std::vector<int> statuses;
  /// The good request behind it is answered; else the connection ends, and nothing behind is read
  /// as a request.
  bool kept = false;
};

inline std::ostream& operator<<(std::ostream& out, const BadRequest& request) {
  return out << request.name;
}

inline const std::string token_of_the_door = "0123456789abcdef";
inline const std::string host_field = "Host: 127.0.0.1\r\n";
inline const std::string token_field = "Authorization: Bearer " + token_of_the_door + "\r\n";
inline const std::string json_field = "Content-Type: application/json\r\n";

inline std::string length_field(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

/// A request that may ask all it wants, with these fields more.
inline std::string request_of(const std::string& line, const std::string& fields = "",
                              const std::string& body = "") {
  return line + "\r\n" + host_field + token_field + fields + "\r\n" + body;
}
inline std::string get_with(const std::string& fields) {
  return request_of("GET /v1/status HTTP/1.1", fields);
}
inline std::string post_with(const std::string& fields, const std::string& body = "") {
  return request_of("POST /v1/messages HTTP/1.1", fields, body);
}
inline std::string post_json(const std::string& body) {
  return post_with(json_field + length_field(body), body);
}

/// Which bytes are a body's, and which the next request's.
std::vector<BadRequest> requests_of_bad_framing();
std::vector<BadRequest> requests_of_bad_heads();
std::vector<BadRequest> requests_to_bad_targets();
/// Without the right to ask.
std::vector<BadRequest> requests_of_strangers();
std::vector<BadRequest> requests_of_bad_bodies();

}  // namespace dispatcher
