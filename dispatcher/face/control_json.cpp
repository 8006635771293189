#include "dispatcher/face/control_json.hpp"

#include <array>
#include <cstdio>

namespace dispatcher {

void append_key(std::string& object, std::string_view key) {
  if (object.back() != '{') object.push_back(',');
  object.append("\"").append(key).append("\":");
}

void append_field(std::string& object, std::string_view key, bool value) {
  append_key(object, key);
  object.append(value ? "true" : "false");
}

void append_field(std::string& object, std::string_view key, double value) {
  std::array<char, 64> digits{};
  std::snprintf(digits.data(), digits.size(), "%.1f", value);
  append_key(object, key);
  object.append(digits.data());
}

}  // namespace dispatcher
