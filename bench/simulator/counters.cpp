#include "bench/simulator/counters.hpp"

#include <string_view>
#include <utility>

namespace simulator {

std::string Counters::json() const {
  std::string out = "{";
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::uint64_t>{"requests", requests},
        {"malformed", malformed},
        {"processed", processed},
        {"refused_window", refused_window},
        {"refused_in_flight", refused_in_flight},
        {"answers_429", answers_429},
        {"answers_4xx", answers_4xx},
        {"in_flight_max", in_flight_max},
        {"in_flight_us", in_flight_us},
        {"lists", lists},
        {"rows_listed", rows_listed},
        {"fetches", fetches},
        {"foreign_rows", foreign_rows},
        {"connections", connections},
        {"connections_refused", connections_refused},
        {"handshakes", handshakes},
        {"handshakes_resumed", handshakes_resumed},
        {"handshakes_failed", handshakes_failed}}) {
    out.append("\"").append(name).append("\":").append(std::to_string(value)).append(",");
  }
  out.append("\"faults\":{");
  for (auto fault = faults.begin(); fault != faults.end(); ++fault) {
    if (fault != faults.begin()) out.push_back(',');
    out.append("\"").append(fault->first).append("\":").append(std::to_string(fault->second));
  }
  out.append("}}\n");
  return out;
}

}  // namespace simulator
