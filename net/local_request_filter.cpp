#include "net/local_request_filter.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>
#include <system_error>

namespace net {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

constexpr int bad_request = 400;
constexpr int content_too_large = 413;
constexpr int uri_too_long = 414;
constexpr int unsupported_media_type = 415;
constexpr int expectation_failed = 417;
constexpr int fields_too_large = 431;
constexpr int not_implemented = 501;
constexpr int version_not_supported = 505;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_alphanumeric(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}
constexpr bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

/// RFC 9110 section 5.6.2.
constexpr bool is_token_char(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}
bool is_host_char(char c) {
  return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

/// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// Takes what stands before `separator` off `rest`; all of it when there is none.
std::string_view take_until(std::string_view separator, std::string_view& rest) {
  const auto at = std::min(rest.find(separator), rest.size());
  const auto taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + separator.size(), rest.size()));
  return taken;
}

HeadVerdict refuse(int status, std::string_view reason) {
  return {.refusal_status = status, .reason = reason};
}

/// The first line of a request (RFC 9112 section 3).
HeadVerdict judge_request_line(std::string_view line) {
  auto rest = line;
  const auto method = take_until(" ", rest);
  const auto target = take_until(" ", rest);
  const auto version = rest;
  if (!is_token(method))
    return refuse(bad_request, "the request line is not METHOD TARGET VERSION");
  if (method.size() > method_bytes_max) return refuse(not_implemented, "the method is unknown");
  if (target.size() > target_bytes_max) return refuse(uri_too_long, "the target is too long");
  const bool is_version = version.size() == std::string_view("HTTP/1.1").size() &&
                          version.starts_with("HTTP/") && is_digit(version[5]) &&
                          version[6] == '.' && is_digit(version[7]);
  if (!is_version) return refuse(bad_request, "the request line is not METHOD TARGET VERSION");
  if (version != "HTTP/1.1") return refuse(version_not_supported, "only HTTP/1.1 is spoken here");
  if (!target.starts_with('/')) return refuse(bad_request, "the target does not begin with /");
  if (!std::ranges::all_of(target, is_visible) || target.find('#') != std::string_view::npos)
    return refuse(bad_request, "the target has characters that it may not have");
  return {.said = {.method = method, .target = target}};
}

/// The fields of one head, taken in one after the other; the first complaint stands.
class FieldJudge {
 public:
  /// \param said  what the request line says
  FieldJudge(const LocalHead& said, std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {
    verdict_.said = said;
  }

  HeadVerdict take(std::string_view line) {
    if (++count_ > request_fields_max) return refuse(fields_too_large, "too many fields");
    const auto colon = line.find(':');
    // A name that is no token also covers a folded line, and a space before the colon.
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return refuse(bad_request, "a field is not NAME: VALUE");
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (equal_ignoring_case(name, "host")) return take_host(value);
    if (equal_ignoring_case(name, "content-length")) return take_length(value);
    if (equal_ignoring_case(name, "expect")) return take_expectation(value);
    if (equal_ignoring_case(name, "connection")) return take_connection(value);
    if (equal_ignoring_case(name, "upgrade"))
      return refuse(not_implemented, "there is no other protocol to upgrade to");
    if (equal_ignoring_case(name, "authorization")) return take_authorization(value);
    if (equal_ignoring_case(name, "content-type")) return take_type();
    if (equal_ignoring_case(name, "content-encoding")) return take_coding(value);
    if (equal_ignoring_case(name, "origin")) verdict_.said.has_origin = true;
    if (equal_ignoring_case(name, "transfer-encoding")) has_transfer_coding_ = true;
    return {};
  }

  HeadVerdict finish() const {
    if (has_transfer_coding_ && has_length_)
      return refuse(bad_request, "a Transfer-Encoding beside a Content-Length");
    if (has_transfer_coding_)
      return refuse(not_implemented, "no Transfer-Encoding is taken, only a Content-Length");
    if (!has_host_) return refuse(bad_request, "there is no Host");
    return verdict_;
  }

 private:
  HeadVerdict take_host(std::string_view value) {
    if (has_host_) return refuse(bad_request, "there is more than one Host");
    if (value.empty() || !std::ranges::all_of(value, is_host_char))
      return refuse(bad_request, "the Host is not a name or an address");
    has_host_ = true;
    verdict_.said.host = value;
    return {};
  }

  HeadVerdict take_authorization(std::string_view value) {
    if (has_authorization_) return refuse(bad_request, "there is more than one Authorization");
    has_authorization_ = true;
    verdict_.said.authorization = value;
    return {};
  }

  HeadVerdict take_type() {
    if (has_type_) return refuse(bad_request, "there is more than one Content-Type");
    has_type_ = true;
    return {};
  }

  /// RFC 9110 section 8.4: what is compressed is not understood here.
  HeadVerdict take_coding(std::string_view value) {
    if (equal_ignoring_case(value, "identity")) return {};
    return refuse(unsupported_media_type, "no Content-Encoding is taken, send the body as it is");
  }

  HeadVerdict take_length(std::string_view value) {
    if (has_length_) return refuse(bad_request, "there is more than one Content-Length");
    if (value.empty() || !std::ranges::all_of(value, is_digit))
      return refuse(bad_request, "the Content-Length is not one number");
    has_length_ = true;
    auto& length = verdict_.content_length_bytes;
    const auto end = value.data() + value.size();
    if (std::from_chars(value.data(), end, length).ec != std::errc{} || length > body_bytes_max_)
      return refuse(content_too_large, "the body is too large");
    return {};
  }

  HeadVerdict take_expectation(std::string_view value) {
    if (!equal_ignoring_case(value, "100-continue"))
      return refuse(expectation_failed, "only 100-continue can be expected");
    verdict_.expects_continue = true;
    return {};
  }

  HeadVerdict take_connection(std::string_view value) {
    while (!value.empty()) {
      const auto option = trimmed(take_until(",", value));
      if (!is_token(option)) return refuse(bad_request, "the Connection is not a list of names");
      if (equal_ignoring_case(option, "close")) verdict_.wants_close = true;
      if (equal_ignoring_case(option, "upgrade"))
        return refuse(not_implemented, "there is no other protocol to upgrade to");
    }
    return {};
  }

  const std::size_t body_bytes_max_;
  std::size_t count_ = 0;
  bool has_host_ = false;
  bool has_type_ = false;
  bool has_authorization_ = false;
  bool has_length_ = false;
  bool has_transfer_coding_ = false;
  HeadVerdict verdict_;
};

bool is_bad(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x7f || (byte < ' ' && c != '\t' && c != '\r' && c != '\n');
}

}  // namespace

HeadScan scan_head(std::string_view received, std::size_t scanned_bytes) {
  // The end of a head, or a CR without its LF, may have begun in what was scanned.
  const auto from = scanned_bytes - std::min(scanned_bytes, head_end.size() - 1);
  const auto length = std::min(received.find(head_end, from), received.size());
  const bool complete = length < received.size();
  const auto head = received.substr(0, complete ? length + head_end.size() : length);
  for (std::size_t at = from; at < head.size(); ++at) {
    const bool last = at + 1 == head.size();
    if (is_bad(head[at])) return {HeadScan::State::broken};
    if (head[at] == '\r' && !last && head[at + 1] != '\n') return {HeadScan::State::broken};
    if (head[at] == '\n' && (at == 0 || head[at - 1] != '\r')) return {HeadScan::State::broken};
  }
  if (!complete) return {};
  return {HeadScan::State::complete, head.size()};
}

HeadVerdict judge_head(std::string_view head, std::size_t body_bytes_max) {
  assert(head.ends_with(head_end));
  auto rest = head.substr(0, head.size() - line_end.size());
  const auto line = judge_request_line(take_until(line_end, rest));
  if (line.refusal_status != 0) return line;
  FieldJudge judge(line.said, body_bytes_max);
  while (!rest.empty())
    if (auto verdict = judge.take(take_until(line_end, rest)); verdict.refusal_status != 0)
      return verdict;
  return judge.finish();
}

}  // namespace net
