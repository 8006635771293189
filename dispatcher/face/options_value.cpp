#include "dispatcher/face/options_value.hpp"

#include <algorithm>

#include "dispatcher/face/options_quantity.hpp"

namespace dispatcher {
namespace {

/// "0" stands for itself as a text and as a number; anything else needs its unit.
std::optional<std::chrono::milliseconds> duration_of(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.data)) return parse_duration(*text);
  const auto* number = std::get_if<std::int64_t>(&value.data);
  if (number != nullptr && *number == 0) return std::chrono::milliseconds{0};
  return std::nullopt;
}

std::string not_a(std::string_view wanted, const SettingValue& value) {
  return "expected " + std::string(wanted) + ", not " + std::string(value.kind());
}

}  // namespace

std::string take_duration(const SettingValue& value, DurationRange range,
                          std::chrono::milliseconds& field) {
  const auto duration = duration_of(value);
  if (!duration) {
    return "expected a duration with its unit in quotes, like \"250ms\", \"30s\", \"5m\" or "
           "\"24h\"";
  }
  const bool is_allowed_zero = range.zero_allowed && duration->count() == 0;
  if (!is_allowed_zero && (*duration < range.least || *duration > range.most)) {
    return "must be from " + duration_text(range.least) + " to " + duration_text(range.most) +
           (range.zero_allowed ? ", or 0" : "");
  }
  field = *duration;
  return {};
}

std::string take_count(const SettingValue& value, CountRange range, std::int64_t& field) {
  const auto* number = std::get_if<std::int64_t>(&value.data);
  if (number == nullptr) return not_a("a whole number without quotes", value);
  if (*number < range.least || *number > range.most) {
    return "must be from " + std::to_string(range.least) + " to " + std::to_string(range.most);
  }
  field = *number;
  return {};
}

std::string take_size(const SettingValue& value, std::uint64_t least_bytes,
                      std::uint64_t& field_bytes) {
  const auto* text = std::get_if<std::string>(&value.data);
  const auto size_bytes = text != nullptr ? parse_size_bytes(*text) : std::nullopt;
  if (!size_bytes) return "expected a size with its unit in quotes, like \"256MiB\" or \"2GiB\"";
  if (*size_bytes < least_bytes) return "must be at least " + size_text(least_bytes);
  field_bytes = *size_bytes;
  return {};
}

std::string take_text(const SettingValue& value, std::string& field) {
  const auto* text = std::get_if<std::string>(&value.data);
  if (text == nullptr) return not_a("a text in quotes", value);
  if (text->empty()) return "must not be empty";
  // All of these are names and paths; the system would end a path at a NUL, and open another file.
  if (std::ranges::any_of(*text, [](unsigned char c) { return c < ' ' || c == 127; })) {
    return "must not hold control characters";
  }
  field = *text;
  return {};
}

std::string take_texts(const SettingValue& value, std::vector<std::string>& field) {
  const auto* texts = std::get_if<std::vector<std::string>>(&value.data);
  if (texts == nullptr) return not_a("a list of texts, like [\"a\", \"b\"]", value);
  if (texts->empty()) return "must not be empty";
  field = *texts;
  return {};
}

std::string show_text(std::string_view text) {
  std::string shown = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') shown += '\\';
    if (c >= 0 && c < ' ') {
      constexpr std::string_view digits = "0123456789abcdef";
      shown += c < 16 ? "\\u000" : "\\u001";
      shown += digits[static_cast<std::size_t>(c) % 16];
    } else {
      shown += c;
    }
  }
  return shown + "\"";
}

std::string show_texts(const std::vector<std::string>& texts) {
  std::string shown = "[";
  for (const auto& text : texts) shown += (shown.size() > 1 ? ", " : "") + show_text(text);
  return shown + "]";
}

std::string expected_one_of(const std::vector<std::string_view>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ", ") + show_text(word);
  return (words.size() == 1 ? "expected " : "expected one of ") + list;
}

}  // namespace dispatcher
