#include "dispatcher/face/run.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "dispatcher/daemon.hpp"
#include "dispatcher/face/accounts.hpp"
#include "dispatcher/face/boot_clock.hpp"
#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/control.hpp"
#include "dispatcher/face/descriptors.hpp"
#include "dispatcher/face/hang_up.hpp"
#include "dispatcher/face/log.hpp"
#include "dispatcher/face/log_observer.hpp"
#include "dispatcher/face/progress.hpp"
#include "dispatcher/face/reload.hpp"
#include "dispatcher/face/retention.hpp"
#include "dispatcher/face/run_log.hpp"
#include "dispatcher/face/service_manager.hpp"
#include "dispatcher/face/spool_care.hpp"
#include "dispatcher/face/submit_digest_key.hpp"
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

/// A daemon that drains has done what it was asked, whatever still waits; one that was to empty the
/// spool has only when all is sent.
ExitCode exit_code(DaemonEnd end, bool until_empty, const DaemonStatus& status,
                   std::uint64_t held_before) {
  if (end == DaemonEnd::spool_failed) return exit_io;
  if (end == DaemonEnd::stopped) return exit_not_all;
  if (!until_empty) return exit_done;
  if (status.lanes_held > 0) return exit_try_later;
  const bool all_sent = status.sent == status.ended() && status.held + held_before == 0;
  return all_sent ? exit_done : exit_not_all;
}

/// What a run has from its first moment on.
struct Process {
  const RunCommand& command;
  Console& console;
  net::Runtime& runtime;
  const net::TimePoint began;
  ServiceManager manager = ServiceManager::of_process();
  HangUp hang_up{runtime};
};

/// A spool that is damaged everywhere is made anew from its log within this.
constexpr std::chrono::minutes recovery_max{30};
/// What is written of a spool that closes is some 48 MiB.
constexpr std::chrono::minutes closing_max{1};

/// Opens the spool; while its disk is full, waits for room, until SIGTERM or SIGINT.
queue::Result<std::unique_ptr<queue::DurableSpool>> open_spool(const queue::SpoolOptions& options,
                                                               Process& process, Log& log,
                                                               std::string& detail) {
  const auto open = [&] {
    const LongStep step(process.manager, recovery_max);
    return queue::DurableSpool::open(options, detail);
  };
  process.manager.starting("opening the spool");
  auto spool = open();
  if (spool || spool.error() != queue::errc::no_space) return spool;
  log_disk_full(log, detail);
  process.manager.starting("the disk of the spool is full: waiting for space");
  const StopSignals stop;
  while (!spool && spool.error() == queue::errc::no_space) {
    if (stop.wait(std::chrono::seconds(1))) return spool;
    spool = open();
  }
  if (spool && stop.wait({})) return boost::system::error_code(queue::errc::no_space);
  if (spool) log_disk_has_space(log);
  return spool;
}

DaemonOptions daemon_options(const Options& options, bool until_empty) {
  DaemonOptions daemon;
  daemon.shards_count = shards_count(options);
  daemon.shard = options.shard;
  daemon.until_empty = until_empty;
  return daemon;
}

/// What the process ends with when the control socket cannot be made.
ExitCode exit_code_of_socket(const boost::system::error_code& error) {
  if (error == net::errc::socket_in_use) return exit_try_later;
  if (error == net::errc::socket_refused) return exit_cannot_create;
  return exit_code_of(error);
}

/// Where that is configured.
boost::system::error_code listen_on_loopback(Control& control, HttpOptions http, Log& log,
                                             std::string& detail) {
  if (http.listen.empty()) return {};
  const auto where = control.listen_on(http.address, std::move(http.token), detail);
  if (!where) return where.error();
  log_listening(log, *where);
  return {};
}

ExitCode complain(Console& console, const std::string& sentence, ExitCode exit_code) {
  console.err << "dispatcher: " << sentence << '\n';
  return exit_code;
}

/// Bodies and credentials lie in memory: there is no core dump of it, and no debugger but root's.
void keep_memory_private() { ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// False: `complaint` says why.
bool have_digest_key(const Process& process, const Options& options, DigestKey& key,
                     std::string& complaint) {
  const auto state = load_or_make_digest_key(options.spool.directory, key, complaint);
  if (state == DigestKeyState::damaged) {
    complaint += repair_hint(queue::errc::damaged, process.command.config);
  }
  return state == DigestKeyState::good;
}

ControlContext control_context(const Process& process, Daemon& daemon, const Options& options,
                               const Accounts& accounts, const DigestKey& key) {
  ControlContext context{process.runtime, daemon, {}, ContentDigester(key)};
  know_accounts(context, accounts);
  context.expires_infeasible = options.shard.expires_infeasible;
  context.gate = IntakeGate(options.intake);
  return context;
}

/// From the start of the threads to the end of the daemon.
DaemonEnd serve(Process& process, Log& log, Daemon& daemon, Reload& reload,
                std::uint64_t open_at_start) {
  ProgressPrinter progress(process.console.err, process.console.progress);
  std::optional<LongStep> closing;
  bool listens = false;
  const DaemonEnd end = daemon.run([&](const DaemonStatus& status) {
    progress.update(view_of(status, open_at_start), process.runtime.refresh_now());
    log.tell_left_out();
    process.manager.look(status, process.runtime.now());
    if (!std::exchange(listens, true)) process.hang_up.listen([&reload] { reload.begin(); });
    if (status.closing && !closing) closing.emplace(process.manager, closing_max);
  });
  progress.clear();
  return end;
}

/// From the open spool to the end of the daemon.
ExitCode drain(Process& process, Log& log, Options options, const Settings& settings,
               const Accounts& accounts, std::unique_ptr<queue::DurableSpool> spool) {
  const RunCommand& command = process.command;
  const queue::SpoolState found = spool->state_at_open();
  log_start(log, found);
  std::string complaint;
  DigestKey key{};
  if (!have_digest_key(process, options, key, complaint)) {
    return complain(process.console, complaint, exit_io);
  }

  LogObserver observer(log);
  Daemon daemon(process.runtime, daemon_options(options, command.until_empty),
                AccountDirectory(accounts), std::move(spool), observer);
  const auto control =
      Control::start(control_context(process, daemon, options, accounts, key),
                     options.control_socket, complaint, clients_max(raise_descriptors_max()));
  if (!control) {
    return complain(process.console, complaint, exit_code_of_socket(control.error()));
  }
  const auto error = listen_on_loopback(**control, std::move(options.http), log, complaint);
  if (error) return complain(process.console, complaint, exit_code_of_socket(error));
  Retention retention(process.runtime, daemon, options.retention,
                      [&log](const RetentionPass& pass) { log_retention(log, pass); });
  const auto to_shards = [&daemon](ShardSettings changed, std::function<void()> done) {
    daemon.reload(std::move(changed), std::move(done));
  };
  Reload reload({to_shards, (*control)->context(), retention, process.manager, log}, command.config,
                {settings, options.shard, accounts});
  const DaemonEnd end = serve(process, log, daemon, reload, found.messages_open);

  DaemonStatus status = daemon.status();
  status.open_at_start = found.messages_open;
  log_end(log, end, status, repair_hint(queue::errc::damaged, command.config));
  const Usage usage = usage_of_process(process.runtime.refresh_now() - process.began);
  std::ostream& out = process.console.out;
  out << (command.json ? summary_json(status, usage) + '\n' : summary_table(status, usage));
  out.flush();
  return exit_code(end, command.until_empty, status, found.held);
}

}  // namespace

ExitCode run_run(const RunCommand& command, Console& console) {
  keep_memory_private();
  net::Runtime runtime(0);
  Process process{command, console, runtime, runtime.refresh_now()};
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  Log log(options.log_level, options.log_format, runtime);
  const Settings settings = effective_settings(options);
  std::string complaint;
  const Accounts accounts = make_accounts(std::move(options.accounts), {}, complaint);
  if (!complaint.empty()) return complain(console, complaint, exit_config);
  auto found = spool_options(options, [&runtime] { return runtime.wall_now(); });
  found.boot_clock = boot_clock_of(runtime);
  auto spool = open_spool(found, process, log, complaint);
  if (!spool) {
    complaint += repair_hint(spool.error(), command.config);
    return complain(console, complaint, exit_code_of(spool.error()));
  }
  return drain(process, log, std::move(options), settings, accounts, std::move(*spool));
}

}  // namespace dispatcher
