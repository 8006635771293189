#include "dispatcher/face/run_log.hpp"

namespace dispatcher {

void log_disk_full(Log& log, const std::string& detail) {
  log.write({LogEventId::disk_space,
             LogLevel::critical,
             detail + "; waiting for space",
             {{"state", "full"}}});
}

void log_disk_has_space(Log& log) {
  log.write({LogEventId::disk_space,
             LogLevel::info,
             "the disk of the spool has space: starting",
             {{"state", "enough"}}});
}

void log_listening(Log& log, const std::string& address) {
  log.write({LogEventId::listening,
             LogLevel::info,
             "HTTP on " + address + ", for whoever has the token",
             {{"address", address}}});
}

void log_retention(Log& log, const RetentionPass& pass) {
  const auto tell = [&log](LogLevel level, const std::string& sentence) {
    log.write({LogEventId::retention, level, "retention: " + sentence});
  };
  if (pass.letters_erased + pass.outcomes_forgotten > 0) {
    tell(LogLevel::info, std::to_string(pass.letters_erased) +
                             " dead letters lost their message, " +
                             std::to_string(pass.outcomes_forgotten) + " outcomes were forgotten");
  }
  if (pass.erased) tell(LogLevel::info, "what was dropped has left the files of the spool");
  if (!pass.failure.empty()) tell(LogLevel::warning, "ended early: " + pass.failure);
}

void log_start(Log& log, const queue::SpoolState& found) {
  for (const std::string& sentence : found.damage) {
    log.write({LogEventId::spool_damaged, LogLevel::critical, "damage: " + sentence});
  }
  log.write({LogEventId::started,
             LogLevel::info,
             std::to_string(found.messages_open) + " messages open, " +
                 std::to_string(found.in_doubt) + " may be in doubt, " +
                 std::to_string(found.held) + " held",
             {{"version", DISPATCHER_VERSION},
              {"open", found.messages_open},
              {"in_doubt", found.in_doubt},
              {"held", found.held}}});
}

void log_end(Log& log, DaemonEnd end, const DaemonStatus& status, const std::string& repair) {
  if (end == DaemonEnd::spool_failed) {
    log.write({LogEventId::spool_failed, LogLevel::critical, "if the spool is damaged" + repair});
  }
  const std::uint64_t in_doubt = end == DaemonEnd::drained ? 0 : status.in_flight + status.armed;
  const std::string sentence = end == DaemonEnd::drained
                                   ? std::string("drained")
                                   : "stopped at once: " + std::to_string(in_doubt) +
                                         " messages were armed or in flight and are in doubt";
  log.write({LogEventId::stopped,
             end == DaemonEnd::drained ? LogLevel::info : LogLevel::warning,
             sentence,
             {{"in_doubt", in_doubt}}});
}

}  // namespace dispatcher
