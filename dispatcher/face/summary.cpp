#include "dispatcher/face/summary.hpp"

#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "dispatcher/message/json_line.hpp"

namespace dispatcher {

namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
}

}  // namespace

Usage usage_of_process(std::chrono::nanoseconds wall) {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return {std::chrono::duration<double>(wall).count(),
          seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
          static_cast<std::uint64_t>(used.ru_maxrss) * 1024};
}

std::string summary_json(const DaemonStatus& status, const Usage& usage) {
  std::string out;
  JsonLine json(out);
  json.field("accepted", status.open_at_start);
  json.field("sent", status.sent);
  json.field("rejected", status.rejected);
  json.field("ambiguous", status.ambiguous);
  json.field("expired", status.expired);
  json.field("cancelled", status.cancelled);
  json.field("dead", status.dead);
  json.field("held", status.held);
  json.field("lanes_held", status.lanes_held);
  json.field("attempts", status.attempts);
  json.field("answers_429", status.answers_429);
  json.field("infeasible", status.infeasible);
  json.field("resends_after_doubt", status.resends_after_doubt);
  json.field("duplicates_confirmed", status.duplicates_confirmed);
  json.field("connections_opened", status.connections_opened);
  json.field("handshakes_resumed", status.handshakes_resumed);
  json.close();
  out.pop_back();  // figures with a fraction are no text and no count: they come by hand
  out += print(",\"wall_s\":%.3f,\"cpu_s\":%.3f", usage.wall_s, usage.cpu_s);
  out += ",\"rss_max_bytes\":" + std::to_string(usage.rss_max_bytes) + "}";
  return out;
}

std::string summary_table(const DaemonStatus& status, const Usage& usage) {
  struct Row {
    const char* name;
    std::uint64_t value;
  };
  const std::array rows{Row{"open at start", status.open_at_start},
                        Row{"sent", status.sent},
                        Row{"rejected", status.rejected},
                        Row{"expired", status.expired},
                        Row{"dead", status.dead},
                        Row{"held", status.held},
                        Row{"ambiguous", status.ambiguous},
                        Row{"attempts", status.attempts},
                        Row{"answers 429", status.answers_429},
                        Row{"connections opened", status.connections_opened}};
  std::string out;
  for (const Row& row : rows) {
    out += print("%-20s %12llu\n", row.name, static_cast<unsigned long long>(row.value));
  }
  const double rate = usage.wall_s > 0 ? static_cast<double>(status.ended()) / usage.wall_s : 0;
  out += print("%-20s %12.1f s (%.0f messages/s)\n", "time", usage.wall_s, rate);
  out += print("%-20s %12.1f s\n", "CPU", usage.cpu_s);
  out += print("%-20s %12.1f MiB\n", "memory at most",
               static_cast<double>(usage.rss_max_bytes) / (1024.0 * 1024.0));
  return out;
}

}  // namespace dispatcher
