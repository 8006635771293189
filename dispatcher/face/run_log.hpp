#pragma once

#include <string>

#include "dispatcher/daemon.hpp"
#include "dispatcher/face/log.hpp"
#include "dispatcher/face/retention.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

// What a run logs of itself; what its shards have to tell goes by the LogObserver. One thread.

void log_disk_full(Log& log, const std::string& detail);
void log_disk_has_space(Log& log);
void log_start(Log& log, const queue::SpoolState& found);
void log_listening(Log& log, const std::string& address);
void log_retention(Log& log, const RetentionPass& pass);
/// \param repair  what to do where the spool is damaged
void log_end(Log& log, DaemonEnd end, const DaemonStatus& status, const std::string& repair);

}  // namespace dispatcher
