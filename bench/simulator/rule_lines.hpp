#pragma once
// Files of rules: one JSON object a line.

#include <simdjson.h>

#include <cstdint>
#include <istream>
#include <string>

namespace simulator {

/// A line on its way from the file to a rule; whatever is wrong with it throws std::runtime_error
/// that names the file and the line, never the line's text.
class RuleLine {
 public:
  /// \param file  as the message calls it; must outlive this
  RuleLine(const char* file, int number) : file_{file}, number_{number} {}

  [[noreturn]] void fail(const std::string& why) const;
  std::string text(simdjson::dom::element value) const;     ///< not empty
  std::uint64_t count(simdjson::dom::element value) const;  ///< from 1
  bool flag(simdjson::dom::element value) const;

 private:
  const char* file_;
  int number_;
};

/// Hands every line that is not empty to `take(RuleLine, simdjson::dom::object)`; a million at
/// most.
template <class Take>
void for_each_rule(std::istream& lines, const char* file, Take take) {
  constexpr std::size_t rules_max = 1'000'000;
  simdjson::dom::parser parser;
  std::string text;
  std::size_t rules_count = 0;
  for (int number = 1; std::getline(lines, text); ++number) {
    if (text.empty()) continue;
    const RuleLine line{file, number};
    simdjson::dom::object fields;
    if (parser.parse(text).get(fields) != simdjson::SUCCESS) line.fail("not a JSON object");
    if (++rules_count > rules_max) line.fail("too many lines");
    take(line, fields);
  }
}

}  // namespace simulator
