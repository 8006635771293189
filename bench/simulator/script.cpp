#include "bench/simulator/script.hpp"

#include <simdjson.h>

#include <algorithm>
#include <stdexcept>

namespace simulator {
namespace {

constexpr std::size_t rules_max = 1'000'000;

[[noreturn]] void fail(int line_number, const std::string& why) {
  throw std::runtime_error("script line " + std::to_string(line_number) + ": " + why);
}

std::string text_of(simdjson::dom::element value, int line_number) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.empty()) fail(line_number, "text is wanted");
  return std::string{text};
}

std::uint64_t count_of(simdjson::dom::element value, int line_number) {
  std::uint64_t count = 0;
  if (value.get(count) != simdjson::SUCCESS || count == 0)
    fail(line_number, "a count from 1 is wanted");
  return count;
}

}  // namespace

Script Script::read(std::istream& lines) {
  Script script;
  simdjson::dom::parser parser;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty()) continue;
    simdjson::dom::object fields;
    if (parser.parse(line).get(fields) != simdjson::SUCCESS) fail(number, "not a JSON object");
    Rule rule;
    for (const auto [key, value] : fields) {
      if (key == "request") {
        rule.request = count_of(value, number);
      } else if (key == "times") {
        rule.times_left = count_of(value, number);
      } else if (key == "service") {
        rule.service = text_of(value, number);
      } else if (key == "session") {
        rule.session = text_of(value, number);
      } else if (key == "participant") {
        rule.participant = text_of(value, number);
      } else if (key == "body_sha256") {
        rule.body_sha256 = text_of(value, number);
      } else if (key == "fault") {
        rule.fault = find_fault(text_of(value, number));
      } else {
        fail(number, "unknown key");
      }
    }
    if (rule.fault == nullptr) fail(number, "no fault, or an unknown one");
    if (rule.request == 0 && rule.service.empty() && rule.session.empty() &&
        rule.participant.empty() && rule.body_sha256.empty()) {
      fail(number, "no condition");
    }
    if (script.rules_.size() == rules_max) fail(number, "too many lines");
    script.add(std::move(rule));
  }
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
