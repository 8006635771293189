#include "bench/simulator/answer.hpp"

namespace simulator {
namespace {

void append_seconds(std::string& out, std::chrono::microseconds duration) {
  const auto milliseconds = static_cast<unsigned long long>(duration.count() / 1000);
  append_number(out, milliseconds / 1000);
  out.push_back('.');
  for (const unsigned long long unit : {100u, 10u, 1u}) {
    out.push_back(static_cast<char>('0' + milliseconds / unit % 10));
  }
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

std::string error_json(int status, int code, std::string_view message) {
  std::string body = "{\"message\": \"";
  body.append(message).append("\", \"status\": ");
  append_number(body, static_cast<unsigned long long>(status));
  if (code != 0) {
    body.append(", \"code\": ");
    append_number(body, static_cast<unsigned long long>(code));
    body.append(", \"more_info\": \"https://www.twilio.com/docs/errors/");
    append_number(body, static_cast<unsigned long long>(code));
    body.push_back('"');
  }
  body.push_back('}');
  return body;
}

void AnswerWriter::write(std::string& out, const Head& head, std::string_view body, WallTime now) {
  out.assign("HTTP/1.1 ");
  append_number(out, static_cast<unsigned long long>(head.status));
  out.append(" ").append(reason_phrase(head.status));
  out.append("\r\nDate: ").append(clock_text_.http_date(now));
  if (!head.content_type.empty()) out.append("\r\nContent-Type: ").append(head.content_type);
  out.append("\r\nContent-Length: ");
  append_number(out, body.size());
  out.append(head.keep_alive ? "\r\nConnection: keep-alive" : "\r\nConnection: close");
  if (head.retry_after) out.append("\r\nRetry-After: ").append(*head.retry_after);
  out.append("\r\nTwilio-Request-Id: RQ");
  append_hex(out, run_);
  append_hex(out, ++answers_count_);
  out.append("\r\nTwilio-Concurrent-Requests: ");
  append_number(out, head.concurrent_requests);
  out.append("\r\nTwilio-Request-Duration: ");
  append_seconds(out, head.duration);
  out.append("\r\n\r\n").append(body);
}

void AnswerWriter::write_success(std::string& out, Head head, const Interaction& interaction,
                                 WallTime now) {
  body_.clear();
  append_created(body_, interaction, clock_text_.seconds(interaction.created));
  head.content_type = "application/json";
  write(out, head, body_, now);
}

}  // namespace simulator
