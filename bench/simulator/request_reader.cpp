#include "bench/simulator/request_reader.hpp"

#include <algorithm>
#include <array>

namespace simulator {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr std::array<bool, 256> token_table() {
  std::array<bool, 256> table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr auto is_token_char = token_table();

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_token_char[static_cast<unsigned char>(c)];
  });
}

bool is_visible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view{"-._:[]"}.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equal_ignoring_case(trimmed(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

/// What the head says beside the fields of Request.
struct HeadFacts {
  int hosts = 0;
  int lengths = 0;
  std::size_t body_bytes = 0;
};

bool read_request_line(std::string_view line, Request& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  return is_token(request.method) && is_visible(request.target) &&
         line.substr(last + 1) == "HTTP/1.1";
}

bool read_length(std::string_view value, HeadFacts& facts) {
  if (value.empty() || value.size() > 9) return false;
  std::size_t length = 0;
  for (char c : value) {
    if (c < '0' || c > '9') return false;
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  facts.body_bytes = length;
  return ++facts.lengths == 1;
}

bool read_field(std::string_view line, Request& request, HeadFacts& facts) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  const auto name = line.substr(0, colon);
  const auto value = trimmed(line.substr(colon + 1));
  if (!is_field_value(value)) return false;
  if (equal_ignoring_case(name, "content-length")) return read_length(value, facts);
  if (equal_ignoring_case(name, "transfer-encoding") || equal_ignoring_case(name, "expect")) {
    return false;
  }
  if (equal_ignoring_case(name, "host")) {
    request.host = value;
    return is_host(value) && ++facts.hosts == 1;
  }
  if (equal_ignoring_case(name, "connection")) {
    if (has_token(value, "close")) request.keep_alive = false;
  } else if (equal_ignoring_case(name, "authorization")) {
    if (!request.authorization.empty()) return false;
    request.authorization = value;
  } else if (equal_ignoring_case(name, "content-type")) {
    if (!request.content_type.empty()) return false;
    request.content_type = value;
  }
  return true;
}

/// \param head  every line with its CRLF, without the empty line
bool read_head(std::string_view head, Request& request, HeadFacts& facts) {
  for (bool first = true; !head.empty(); first = false) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (first ? !read_request_line(line, request) : !read_field(line, request, facts)) return false;
  }
  return facts.hosts == 1;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

ReadResult read_request(std::string_view bytes) {
  const auto end = bytes.substr(0, head_bytes_max).find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return {.state =
                bytes.size() >= head_bytes_max ? ReadState::head_too_large : ReadState::incomplete};
  }
  ReadResult result;
  HeadFacts facts;
  if (!read_head(bytes.substr(0, end + 2), result.request, facts)) {
    return {.state = ReadState::malformed};
  }
  if (facts.body_bytes > body_bytes_max) return {.state = ReadState::body_too_large};
  const auto head_bytes = end + 4;
  if (bytes.size() < head_bytes + facts.body_bytes) return {.state = ReadState::incomplete};
  result.state = ReadState::complete;
  result.size_bytes = head_bytes + facts.body_bytes;
  result.request.body = bytes.substr(head_bytes, facts.body_bytes);
  return result;
}

}  // namespace simulator
