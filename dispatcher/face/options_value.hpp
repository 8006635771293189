#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/face/options_document.hpp"

/// From a setting's value to a field and back. Each `take` gives an empty text, or the sentence
/// that says what was expected; each `show` writes TOML.
namespace dispatcher {

struct DurationRange {
  std::chrono::milliseconds least{};
  std::chrono::milliseconds most{};
  bool zero_allowed = false;  ///< besides the range
};

struct CountRange {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

std::string take_duration(const SettingValue& value, DurationRange range,
                          std::chrono::milliseconds& field);
std::string take_count(const SettingValue& value, CountRange range, std::int64_t& field);
std::string take_size(const SettingValue& value, std::uint64_t least_bytes,
                      std::uint64_t& field_bytes);
std::string take_text(const SettingValue& value, std::string& field);
std::string take_texts(const SettingValue& value, std::vector<std::string>& field);

std::string show_text(std::string_view text);
std::string show_texts(const std::vector<std::string>& texts);

/// The words a key may have, and what each means.
template <class Enum>
using Words = std::vector<std::pair<std::string_view, Enum>>;

/// "expected one of "a", "b"".
std::string expected_one_of(const std::vector<std::string_view>& words);

template <class Enum>
std::string take_word(const SettingValue& value, const Words<Enum>& words, Enum& field) {
  std::vector<std::string_view> allowed;
  const auto* text = std::get_if<std::string>(&value.data);
  for (const auto& [word, meaning] : words) {
    allowed.push_back(word);
    if (text == nullptr || *text != word) continue;
    field = meaning;
    return {};
  }
  return expected_one_of(allowed);
}

template <class Enum>
std::string show_word(const Words<Enum>& words, Enum field) {
  for (const auto& [word, meaning] : words) {
    if (meaning == field) return show_text(word);
  }
  return show_text("");
}

}  // namespace dispatcher
