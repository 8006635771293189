#include "dispatcher/face/metrics_parts.hpp"

namespace dispatcher {
namespace {

void add_spool(MetricsFamilies& families, const queue::SpoolActivity& spool) {
  families.histogram("dispatcher_intake_commit_seconds",
                     "From taking a batch of submissions until it was synced.", spool.intakes,
                     microsecond_in_seconds);
  families.histogram("dispatcher_spool_commit_seconds",
                     "Time that the spool took to write a commit, without its sync.", spool.commits,
                     microsecond_in_seconds);
  families.histogram("dispatcher_spool_commit_rows", "Database rows in a commit.",
                     spool.commit_rows, 1);
  families.histogram("dispatcher_spool_sync_seconds", "Time that a sync of the disk took.",
                     spool.syncs, microsecond_in_seconds);
  families.gauge("dispatcher_spool_log_bytes", "Size of the spool's write-ahead logs.",
                 as_double(spool.log_bytes));
  families.gauge("dispatcher_spool_table_bytes", "Size of the spool's tables.",
                 as_double(spool.table_bytes));
  families.gauge("dispatcher_disk_reserve_bytes",
                 "Free space on the spool's disk below which submissions are refused.",
                 as_double(spool.reserve_bytes));
}

void add_disk(MetricsFamilies& families, const queue::SpoolLevels& levels) {
  families.gauge("dispatcher_disk_free_bytes", "Free space on the spool's disk.",
                 as_double(levels.free_bytes));
  families.gauge("dispatcher_disk_full",
                 "1: the disk is full, nothing is recorded and so nothing is sent.",
                 levels.out_of_space ? 1 : 0);
}

void add_reloads(MetricsFamilies& families, const ReloadRecord& reload) {
  families.gauge("dispatcher_config_last_reload_successful",
                 "1: the last reload of the configuration took effect, or there was none.",
                 reload.last_good ? 1 : 0);
  families.gauge("dispatcher_config_last_reload_timestamp_seconds",
                 "When the configuration was last reloaded, with success or not; 0: never.",
                 seconds_of_epoch(reload.last_at));
  families.counters("dispatcher_config_reloads_total",
                    "Reloads of the configuration, by what came of them.", "result",
                    {{"good", as_double(reload.good)}, {"failed", as_double(reload.failed)}});
}

void add_process(MetricsFamilies& families, const ProcessFigures& process, WallTime began_at) {
  families.counter_seconds("process_cpu_seconds_total", "Processor time, user and system.",
                           process.cpu_s);
  families.gauge("process_resident_memory_bytes", "Memory in use.",
                 as_double(process.resident_bytes));
  families.gauge("process_virtual_memory_bytes", "Address space in use.",
                 as_double(process.virtual_bytes));
  families.gauge("process_open_fds", "Open file descriptors.", as_double(process.open_fds));
  families.gauge("process_max_fds", "File descriptors that may be open.",
                 as_double(process.fds_max));
  families.gauge("process_start_time_seconds", "When the daemon began to serve.",
                 seconds_of_epoch(began_at));
}

}  // namespace

void add_machine(MetricsFamilies& families, const MetricsFacts& facts) {
  if (facts.metrics.spool) add_spool(families, *facts.metrics.spool);
  add_disk(families, facts.metrics.status.levels);
  add_reloads(families, facts.reload);
  families.gauges("dispatcher_build_info", "1, with the version of the program.", "version",
                  {{DISPATCHER_VERSION, 1}});
  add_process(families, facts.process, facts.began_at);
}

}  // namespace dispatcher
