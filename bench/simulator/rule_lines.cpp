#include "bench/simulator/rule_lines.hpp"

#include <stdexcept>

namespace simulator {

void RuleLine::fail(const std::string& why) const {
  throw std::runtime_error(std::string{file_} + " line " + std::to_string(number_) + ": " + why);
}

std::string RuleLine::text(simdjson::dom::element value) const {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.empty()) fail("text is wanted");
  return std::string{text};
}

std::uint64_t RuleLine::count(simdjson::dom::element value) const {
  std::uint64_t count = 0;
  if (value.get(count) != simdjson::SUCCESS || count == 0) fail("a count from 1 is wanted");
  return count;
}

bool RuleLine::flag(simdjson::dom::element value) const {
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) fail("true or false is wanted");
  return flag;
}

}  // namespace simulator
