#include "bench/simulator/script.hpp"

#include "bench/simulator/rule_lines.hpp"

namespace simulator {

Script Script::read(std::istream& lines) {
  Script script;
  for_each_rule(lines, "script", [&](const RuleLine& line, simdjson::dom::object fields) {
    Rule rule;
    for (const auto [key, value] : fields) {
      if (key == "request") {
        rule.request = line.count(value);
      } else if (key == "times") {
        rule.times_left = line.count(value);
      } else if (key == "service") {
        rule.service = line.text(value);
      } else if (key == "session") {
        rule.session = line.text(value);
      } else if (key == "participant") {
        rule.participant = line.text(value);
      } else if (key == "body_sha256") {
        rule.body_sha256 = line.text(value);
      } else if (key == "fault") {
        rule.fault = find_fault(line.text(value));
      } else {
        line.fail("unknown key");
      }
    }
    if (rule.fault == nullptr) line.fail("no fault, or an unknown one");
    if (rule.request == 0 && rule.service.empty() && rule.session.empty() &&
        rule.participant.empty() && rule.body_sha256.empty()) {
      line.fail("no condition");
    }
    script.add(std::move(rule));
  });
  return script;
}

void Script::add(Rule rule) {
  std::string key = rule.service;
  if (!rule.session.empty()) key = rule.session;
  if (!rule.participant.empty()) key = rule.participant;
  if (!rule.body_sha256.empty()) key = rule.body_sha256;
  if (rule.request != 0) key = std::to_string(rule.request);
  rules_of_[key].push_back(rules_.size());
  rules_.push_back(std::move(rule));
}

bool Script::matches(const Rule& rule, const ScriptSubject& subject) {
  const auto fits = [](const std::string& wanted, std::string_view actual) {
    return wanted.empty() || wanted == actual;
  };
  return rule.times_left > 0 && (rule.request == 0 || rule.request == subject.number) &&
         fits(rule.service, subject.service) && fits(rule.session, subject.session) &&
         fits(rule.participant, subject.participant) && fits(rule.body_sha256, subject.body_sha256);
}

const Fault* Script::strike(const ScriptSubject& subject) {
  auto first = rules_.size();
  for (const auto& key : {std::to_string(subject.number), std::string{subject.body_sha256},
                          std::string{subject.participant}, std::string{subject.session},
                          std::string{subject.service}}) {
    const auto candidates = rules_of_.find(key);
    if (candidates == rules_of_.end()) continue;
    for (const auto index : candidates->second) {
      if (index >= first) break;
      if (matches(rules_[index], subject)) first = index;
    }
  }
  if (first == rules_.size()) return nullptr;
  --rules_[first].times_left;
  return rules_[first].fault;
}

}  // namespace simulator
