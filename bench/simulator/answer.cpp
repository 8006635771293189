#include "bench/simulator/answer.hpp"

#include <algorithm>

namespace simulator {
namespace {

constexpr std::string_view base_url = "https://proxy.twilio.com/v1/Services/";

/// Escapes text for a JSON string within a JSON string.
void append_escaped_twice(std::string& out, std::string_view text) {
  const auto is_plain = [](char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
  };
  while (!text.empty()) {
    const auto special = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain_bytes = static_cast<std::size_t>(special - text.begin());
    out.append(text.substr(0, plain_bytes));
    text.remove_prefix(plain_bytes);
    if (text.empty()) return;
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') {
      out.append(R"(\\\")");
    } else if (c == '\\') {
      out.append(R"(\\\\)");
    } else if (c == '\n') {
      out.append(R"(\\n)");
    } else {
      out.append(R"(\\u00)");
      out.push_back(static_cast<char>('0' + (static_cast<unsigned char>(c) >> 4)));
      out.push_back("0123456789abcdef"[c & 15]);
    }
  }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(value).append("\",\n");
}

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
  const auto date = clock_text_.seconds(now);
  auto& body = body_;
  body.assign("{\n");
  append_field(body, "  \"service_sid\": \"", interaction.service);
  body.append("  \"data\": \"{\\\"body\\\":\\\"");
  append_escaped_twice(body, interaction.text);
  body.append("\\\"}\",\n  \"date_created\": \"").append(date);
  body.append("Z\",\n  \"date_updated\": \"").append(date).append("Z\",\n");
  append_field(body, "  \"participant_sid\": \"", interaction.participant);
  body.append(
      "  \"inbound_participant_sid\": null,\n  \"inbound_resource_sid\": null,\n"
      "  \"inbound_resource_status\": null,\n  \"inbound_resource_type\": null,\n"
      "  \"inbound_resource_url\": null,\n");
  append_field(body, "  \"outbound_participant_sid\": \"", interaction.participant);
  append_field(body, "  \"outbound_resource_sid\": \"", interaction.sm);
  body.append(
      "  \"outbound_resource_status\": \"sent\",\n  \"outbound_resource_type\": \"Message\",\n"
      "  \"outbound_resource_url\": null,\n");
  append_field(body, "  \"sid\": \"", interaction.ki);
  body.append("  \"type\": \"message\",\n  \"url\": \"").append(base_url);
  body.append(interaction.service).append("/Sessions/").append(interaction.session);
  body.append("/Participants/").append(interaction.participant);
  append_field(body, "/MessageInteractions/", interaction.ki);
  append_field(body, "  \"account_sid\": \"", interaction.account_sid);
  body.append("  \"session_sid\": \"").append(interaction.session).append("\"\n}");
  head.content_type = "application/json";
  write(out, head, body, now);
}

}  // namespace simulator
