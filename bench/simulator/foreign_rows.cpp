#include "bench/simulator/foreign_rows.hpp"

#include "bench/simulator/duration.hpp"
#include "bench/simulator/rule_lines.hpp"

namespace simulator {
namespace {

std::chrono::microseconds offset_of(simdjson::dom::element value, const RuleLine& line) {
  const auto offset = parse_signed_duration(line.text(value));
  if (!offset) line.fail("a duration such as -1s is wanted");
  return *offset;
}

bool is_voice(simdjson::dom::element value, const RuleLine& line) {
  const auto type = line.text(value);
  if (type != "voice" && type != "message") line.fail("a type is message or voice");
  return type == "voice";
}

}  // namespace

ForeignRows ForeignRows::read(std::istream& lines) {
  ForeignRows foreign;
  for_each_rule(lines, "foreign", [&](const RuleLine& line, simdjson::dom::object fields) {
    Rule rule;
    std::optional<SidBits> participant;
    for (const auto [key, value] : fields) {
      if (key == "participant") {
        participant = parse_sid(line.text(value), "KP");
      } else if (key == "offset") {
        rule.row.offset = offset_of(value, line);
      } else if (key == "body") {
        rule.row.body = line.text(value);
      } else if (key == "data") {
        rule.row.data = line.text(value);
      } else if (key == "type") {
        rule.row.is_voice = is_voice(value, line);
      } else if (key == "inbound") {
        rule.row.is_inbound = line.flag(value);
      } else if (key == "times") {
        rule.times_left = line.count(value);
      } else {
        line.fail("unknown key");
      }
    }
    if (!participant) line.fail("no participant, or not a SID");
    if (!rule.row.body.empty() && !rule.row.data.empty()) line.fail("body or data, not both");
    foreign.rules_of_[*participant].push_back(std::move(rule));
  });
  return foreign;
}

std::vector<const ForeignRow*> ForeignRows::strike(const SidBits& participant) {
  std::vector<const ForeignRow*> rows;
  const auto rules = rules_of_.find(participant);
  if (rules == rules_of_.end()) return rows;
  for (auto& rule : rules->second) {
    if (rule.times_left == 0) continue;
    --rule.times_left;
    rows.push_back(&rule.row);
  }
  return rows;
}

}  // namespace simulator
