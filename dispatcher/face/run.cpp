#include "dispatcher/face/run.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "dispatcher/daemon.hpp"
#include "dispatcher/face/accounts.hpp"
#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/log.hpp"
#include "dispatcher/face/progress.hpp"
#include "dispatcher/face/summary.hpp"
#include "net/runtime.hpp"

namespace dispatcher {

namespace {

std::size_t shards_count(const Options& options) {
  if (options.shards_count > 0) return options.shards_count;
  const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
  return std::max<std::size_t>(processors - 1, 1);
}

ProgressView view_of(const DaemonStatus& status, std::uint64_t open_at_start) {
  ProgressView view;
  view.label = "sending";
  view.done = status.ended() + status.held;
  view.total = open_at_start;
  view.unit = "messages";
  view.note = std::to_string(status.in_flight) + " in flight";
  if (status.lanes_held > 0) view.note += ", " + std::to_string(status.lanes_held) + " lanes held";
  return view;
}

ExitCode exit_code(DaemonEnd end, const DaemonStatus& status, std::uint64_t held_before) {
  if (end == DaemonEnd::spool_failed) return exit_io;
  if (status.lanes_held > 0) return exit_try_later;
  const bool all_sent = status.sent == status.ended() && status.held + held_before == 0;
  return all_sent ? exit_done : exit_not_all_sent;
}

}  // namespace

ExitCode run_run(const RunCommand& command, Console& console) {
  net::Runtime runtime(0);
  const net::TimePoint began = runtime.refresh_now();
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  start_log(options.log_level);

  std::string complaint;
  auto accounts = make_accounts(std::move(options.accounts), complaint);
  if (!complaint.empty()) {
    console.err << "dispatcher: " << complaint << '\n';
    return exit_config;
  }
  options.spool.now = [&runtime] { return runtime.wall_now(); };
  auto spool = queue::DurableSpool::open(options.spool, complaint);
  if (!spool) {
    console.err << "dispatcher: " << complaint << '\n';
    return exit_code_of(spool.error());
  }
  const queue::SpoolState found = (*spool)->state_at_open();
  spdlog::info("{} messages open, {} may be in doubt, {} held", found.messages_open, found.in_doubt,
               found.held);

  DaemonOptions daemon_options;
  daemon_options.shards_count = shards_count(options);
  daemon_options.shard = options.shard;
  daemon_options.until_empty = command.until_empty;
  LoggingObserver observer;
  Daemon daemon(runtime, std::move(daemon_options), std::move(accounts), std::move(*spool),
                observer);
  ProgressPrinter progress(console.err, console.progress);
  const DaemonEnd end = daemon.run([&](const DaemonStatus& status) {
    progress.update(view_of(status, found.messages_open), runtime.refresh_now());
  });
  progress.clear();

  DaemonStatus status = daemon.status();
  status.open_at_start = found.messages_open;
  const Usage usage = usage_of_process(runtime.refresh_now() - began);
  console.out << (command.json ? summary_json(status, usage) + '\n' : summary_table(status, usage));
  console.out.flush();
  return exit_code(end, status, found.held);
}

}  // namespace dispatcher
