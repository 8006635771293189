#pragma once

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dispatcher {

/// A line that must not be taken, and what its refusal must say.
struct BadLine {
  std::string name;      ///< of the test
  std::string bytes;     ///< without the line feed
  std::string field;     ///< that the message names
  std::string sentence;  ///< a piece of the problem or of the remedy
};

inline std::ostream& operator<<(std::ostream& out, const BadLine& line) { return out << line.name; }

inline const std::string known_service = "KS" + std::string(32, 'a');

/// Keys with their values as JSON, in the order of the line.
using LineFields = std::vector<std::pair<std::string, std::string>>;

/// A line that is taken, but for the fields given: these replace those of their names, or come
/// behind the others. An empty value takes the field out.
inline std::string line_with(std::initializer_list<std::pair<std::string, std::string>> changes) {
  LineFields fields = {{"id", R"("order-42")"},
                       {"service", '"' + known_service + '"'},
                       {"session", "\"KC" + std::string(32, '0') + '"'},
                       {"participant", "\"KP" + std::string(32, '0') + '"'},
                       {"body", R"("Your driver is here")"}};
  for (const auto& [key, value] : changes) {
    bool is_there = false;
    for (auto& field : fields) {
      if (field.first != key) continue;
      field.second = value;
      is_there = true;
    }
    if (!is_there) fields.emplace_back(key, value);
  }
  std::string text = "{";
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    if (text.size() > 1) text += ',';
    text.append("\"").append(key).append("\":").append(value);
  }
  return text + "}";
}

/// A line that is taken, but for these bytes between the quotes of its body.
inline std::string line_of_body(const std::string& bytes) {
  return line_with({{"body", '"' + bytes + '"'}});
}

inline std::string good_line(std::string_view id) {
  return line_with({{"id", '"' + std::string(id) + '"'}});
}

std::vector<BadLine> lines_of_bad_bytes();
std::vector<BadLine> lines_of_bad_json();
std::vector<BadLine> lines_of_bad_keys();
std::vector<BadLine> lines_of_bad_values();
std::vector<BadLine> lines_of_bad_times();

}  // namespace dispatcher
