#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/simulator/fault.hpp"

namespace simulator {

/// A request as a script sees it. `number` counts, from 1, the requests that passed every check and
/// limit.
struct ScriptSubject {
  std::uint64_t number = 0;
  std::string_view service{};
  std::string_view session{};
  std::string_view participant{};
  std::string_view body_sha256{};
};

/// Faults for chosen requests. One JSON object a line:
///   {"request":17,"fault":"reset-after"}
///   {"participant":"KP..","fault":"429","times":3}
/// Conditions: request, service, session, participant, body_sha256. Every condition named must
/// hold; at least one is needed. `times` (default 1) says how often a line may strike.
class Script {
 public:
  /// Throws std::runtime_error with the line number. At most a million lines.
  static Script read(std::istream& lines);

  bool empty() const { return rules_.empty(); }

  /// The first line that matches and has not struck often enough; counts it. nullptr: none.
  const Fault* strike(const ScriptSubject& subject);

 private:
  struct Rule {
    std::uint64_t request = 0;  ///< 0: any
    std::string service{};      ///< empty: any, and so below
    std::string session{};
    std::string participant{};
    std::string body_sha256{};
    const Fault* fault = nullptr;
    std::uint64_t times_left = 1;
  };

  static bool matches(const Rule& rule, const ScriptSubject& subject);
  void add(Rule rule);

  std::vector<Rule> rules_;
  /// Rules by one of their conditions, the rarest first, so that a long script costs no search per
  /// request.
  std::unordered_map<std::string, std::vector<std::size_t>> rules_of_;
};

}  // namespace simulator
