#include "dispatcher/message/proxy_api.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstring>
#include <utility>

#include "dispatcher/message/interaction_list.hpp"
#include "dispatcher/message/text_cursor.hpp"

namespace dispatcher {
namespace {

// POST /v1/Services/{KS}/Sessions/{KC}/Participants/{KP}/MessageInteractions
constexpr std::string_view path_services = "POST /v1/Services/";
constexpr std::string_view path_sessions = "/Sessions/";
constexpr std::string_view path_participants = "/Participants/";
constexpr std::string_view path_end = "/MessageInteractions";
constexpr std::string_view head_host = " HTTP/1.1\r\nHost: ";
constexpr std::string_view head_authorization = "\r\nAuthorization: Basic ";
constexpr std::string_view head_fixed =
    "\r\nAccept: application/json"
    "\r\nUser-Agent: dispatcher/" DISPATCHER_VERSION;
constexpr std::string_view head_form = "\r\nContent-Type: application/x-www-form-urlencoded";
constexpr std::string_view head_length = "\r\nContent-Length: ";
constexpr std::string_view head_close = "\r\n\r\n";
constexpr std::string_view list_method = "GET ";
constexpr std::string_view form_key = "Body=";

constexpr std::size_t base64_bytes(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

constexpr std::size_t length_digits_max = 5;
constexpr std::size_t head_bytes_max =
    path_services.size() + path_sessions.size() + path_participants.size() +
    3 * ServiceSid::length_chars + path_end.size() + head_host.size() + authority_bytes_max +
    head_authorization.size() + base64_bytes(credential_bytes_max) + head_fixed.size() +
    head_form.size() + head_length.size() + length_digits_max + head_close.size();
constexpr std::size_t form_bytes_max = form_key.size() + body_bytes_max * form_bytes_per_byte_max;
static_assert(form_bytes_max < 100'000, "its length has length_digits_max digits");
static_assert(head_bytes_max + form_bytes_max + form_slack_bytes <= request_bytes_max,
              "the longest text of the longest account must fit one TLS record");
static_assert(head_bytes_max + list_target_bytes_max <= request_bytes_max);

bool is_authority(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  };
  return !text.empty() && text.size() <= authority_bytes_max &&
         std::all_of(text.begin(), text.end(), allowed);
}

/// RFC 7617 section 2: no control characters; the user's name has no colon.
bool is_credential(std::string_view user, std::string_view password) {
  const auto printable = [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; };
  return !user.empty() && !password.empty() && user.find(':') == std::string_view::npos &&
         user.size() + 1 + password.size() <= credential_bytes_max &&
         std::all_of(user.begin(), user.end(), printable) &&
         std::all_of(password.begin(), password.end(), printable);
}

void append_base64(std::string& out, const std::string& bytes) {
  const auto begin = out.size();
  out.resize(begin + base64_bytes(bytes.size()) + 1);  // OpenSSL ends it with a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + begin),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.pop_back();
}

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

/// Decimal seconds, at most `max`.
Result<std::chrono::microseconds> parse_seconds(std::string_view value,
                                                std::chrono::microseconds max) {
  TextCursor cursor{value};
  if (!cursor.at_digit()) return errc::malformed_header;
  std::int64_t whole = 0;
  while (cursor.at_digit()) {
    whole = std::min<std::int64_t>(whole * 10 + (cursor.take() - '0'), 1'000'000);
  }
  std::int64_t micros = whole * 1'000'000;
  if (cursor.skip('.')) {
    if (!cursor.at_digit()) return errc::malformed_header;
    for (std::int64_t unit = 100'000; cursor.at_digit(); unit /= 10) {
      micros += unit * (cursor.take() - '0');
    }
  }
  if (!cursor.at_end()) return errc::malformed_header;
  return std::min(std::chrono::microseconds{micros}, max);
}

}  // namespace

Result<RequestBuilder> RequestBuilder::create(std::string_view authority, std::string_view user,
                                              std::string_view password) {
  if (!is_authority(authority)) return errc::unusable_authority;
  if (!is_credential(user, password)) return errc::unusable_credential;
  std::string credential;
  credential.reserve(credential_bytes_max);
  credential.append(user).append(1, ':').append(password);
  std::string made;
  made.reserve(head_bytes_max);  // so that no copy of the credential is left behind
  made.append(authority).append(head_authorization);
  append_base64(made, credential);
  OPENSSL_cleanse(credential.data(), credential.size());
  return RequestBuilder{std::move(made), authority.size()};
}

RequestBuilder::~RequestBuilder() {
  OPENSSL_cleanse(host_and_credential_.data(), host_and_credential_.size());
}

std::string_view RequestBuilder::build(const Message& message, RequestBuffer& buffer) const {
  // The form goes behind the longest head there can be; the head, whose length then is known, goes
  // right before it.
  char* const form = buffer.bytes.data() + head_bytes_max;
  assert(message.body.size() <= body_bytes_max);
  char* const end = append_form(put(form, form_key), message.body);

  char length[length_digits_max];
  const auto digits = std::to_chars(length, length + length_digits_max, end - form);
  assert(digits.ec == std::errc{});
  const std::string_view length_text{length, static_cast<std::size_t>(digits.ptr - length)};

  const std::size_t head_bytes = path_services.size() + path_sessions.size() +
                                 path_participants.size() + 3 * ServiceSid::length_chars +
                                 path_end.size() + head_host.size() + host_and_credential_.size() +
                                 head_form.size() + head_fixed.size() + head_length.size() +
                                 length_text.size() + head_close.size();
  assert(head_bytes <= head_bytes_max);
  char* const begin = form - head_bytes;
  char* out = put(begin, path_services);
  out = put(out, message.service.text());
  out = put(out, path_sessions);
  out = put(out, message.session.text());
  out = put(out, path_participants);
  out = put(out, message.participant.text());
  out = put(out, path_end);
  out = put(out, head_host);
  out = put(out, host_and_credential_);
  out = put(out, head_form);
  out = put(out, head_fixed);
  out = put(out, head_length);
  out = put(out, length_text);
  out = put(out, head_close);
  assert(out == form);
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string_view RequestBuilder::build_list(std::string_view target, RequestBuffer& buffer) const {
  assert(target.size() <= list_target_bytes_max);
  char* const begin = buffer.bytes.data();
  char* out = put(begin, list_method);
  for (const auto part :
       {target, head_host, std::string_view(host_and_credential_), head_fixed, head_close}) {
    out = put(out, part);
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

Result<std::chrono::milliseconds> parse_retry_after(std::string_view value, WallTime now) {
  using std::chrono::milliseconds;
  if (TextCursor{value}.at_digit()) {
    const auto seconds = parse_seconds(value, retry_after_max);
    if (!seconds) return seconds.error();
    return std::chrono::ceil<milliseconds>(*seconds);
  }
  const auto date = parse_http_date(value, now);
  if (!date) return errc::malformed_header;
  const auto wait = std::chrono::ceil<milliseconds>(*date - now);
  return std::clamp(wait, milliseconds{0}, milliseconds{retry_after_max});
}

Result<std::chrono::microseconds> parse_request_duration(std::string_view value) {
  return parse_seconds(value, std::chrono::hours{1});
}

}  // namespace dispatcher
