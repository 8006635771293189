#pragma once

#include <chrono>
#include <cstdint>
#include <istream>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/simulator/route.hpp"

namespace simulator {

/// What else stands in the list beside what our client sent.
struct ForeignRow {
  std::chrono::microseconds offset{0};  ///< its date less the moment of the POST
  std::string body{};                   ///< empty: the text of the POST
  std::string data{};                   ///< not empty: the whole of `data`, whatever it is
  bool is_voice = false;
  bool is_inbound = false;  ///< somebody wrote it: the fields of the inbound side are filled
};

/// Rows that appear when a POST to a participant passed every check and limit, processed or not.
/// One JSON object a line:
///   {"participant":"KP..","offset":"-3m"}             another client sent the same text before
///   {"participant":"KP..","data":"no JSON","times":2}
/// Fields: participant (needed), offset ("-1s", "5s"; default 0), body or data, type ("message",
/// "voice"), inbound (true, false), times (default 1: how often a line may strike).
class ForeignRows {
 public:
  /// Throws std::runtime_error with the line number. At most a million lines.
  static ForeignRows read(std::istream& lines);

  bool empty() const { return rules_of_.empty(); }

  /// The rows to add for this POST, in the order of the lines; counts them. \return valid until
  /// this is gone
  std::vector<const ForeignRow*> strike(const SidBits& participant);

 private:
  struct Rule {
    ForeignRow row{};
    std::uint64_t times_left = 1;
  };

  std::unordered_map<SidBits, std::vector<Rule>, SidBitsHash> rules_of_;
};

}  // namespace simulator
