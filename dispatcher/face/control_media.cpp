#include "dispatcher/face/control_media.hpp"

#include <algorithm>

namespace dispatcher {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is(std::string_view text, std::string_view name) {
  return std::ranges::equal(text, name, {}, lower);
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

}  // namespace

SubmitMedia media_of(std::string_view content_type) {
  if (content_type.empty()) return SubmitMedia::lines;
  const auto semicolon = std::min(content_type.find(';'), content_type.size());
  if (semicolon < content_type.size()) {
    const auto parameter = trimmed(content_type.substr(semicolon + 1));
    if (!is(parameter, "charset=utf-8") && !is(parameter, "charset=\"utf-8\"")) {
      return SubmitMedia::unknown;
    }
  }
  const auto type = trimmed(content_type.substr(0, semicolon));
  if (is(type, "application/json")) return SubmitMedia::one;
  if (is(type, "application/x-ndjson")) return SubmitMedia::lines;
  return SubmitMedia::unknown;
}

}  // namespace dispatcher
