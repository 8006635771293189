#include "net/local_message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <cassert>

namespace net {

namespace http = boost::beast::http;

std::optional<LocalRequest> parse_request_head(std::string_view head,
                                               std::size_t content_length_bytes) {
  http::request_parser<http::empty_body> parser;
  parser.eager(false);
  parser.skip(true);  // what follows the head is not the parser's business
  parser.header_limit(static_cast<std::uint32_t>(head.size()));
  parser.body_limit(boost::none);
  boost::beast::error_code error;
  const auto used = parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (error || used != head.size() || !parser.is_header_done() || parser.chunked() ||
      parser.upgrade() || parser.content_length().value_or(0) != content_length_bytes)
    return std::nullopt;
  const auto& request = parser.get();
  return LocalRequest{.method = std::string(request.method_string()),
                      .target = std::string(request.target()),
                      .content_type = std::string(request[http::field::content_type])};
}

LocalResponse no_place_left() {
  return {.status = 503, .body = R"({"error":"too many connections"})", .retry_after_s = 1};
}

bool may_have_body(int status) { return status != 204 && status != 304; }

std::string response_head(const LocalResponse& response, bool closes) {
  assert(response.status >= 200 && response.status <= 599);
  assert((response.content_type + response.allow).find_first_of("\r\n") == std::string::npos);
  const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
  auto head = "HTTP/1.1 " + std::to_string(response.status) + ' ' + std::string(reason) + "\r\n";
  if (may_have_body(response.status))
    head += "Content-Type: " + response.content_type +
            "\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n";
  if (response.status == 401) head += "WWW-Authenticate: Bearer\r\n";
  if (!response.allow.empty()) head += "Allow: " + response.allow + "\r\n";
  if (response.retry_after_s > 0)
    head += "Retry-After: " + std::to_string(response.retry_after_s) + "\r\n";
  if (closes) head += "Connection: close\r\n";
  return head + "\r\n";
}

}  // namespace net
