#include "dispatcher/face/run.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "dispatcher/daemon.hpp"
#include "dispatcher/face/accounts.hpp"
#include "dispatcher/face/boot_clock.hpp"
#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/control.hpp"
#include "dispatcher/face/log.hpp"
#include "dispatcher/face/progress.hpp"
#include "dispatcher/face/retention.hpp"
#include "dispatcher/face/service_manager.hpp"
#include "dispatcher/face/spool_care.hpp"
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

/// A spool that is damaged everywhere is made anew from its log within this.
constexpr std::chrono::minutes recovery_max{30};
/// What is written of a spool that closes is some 48 MiB.
constexpr std::chrono::minutes closing_max{1};

/// Opens the spool; while its disk is full, waits for room, until SIGTERM or SIGINT.
queue::Result<std::unique_ptr<queue::DurableSpool>> open_spool(const queue::SpoolOptions& options,
                                                               ServiceManager& manager,
                                                               std::string& detail) {
  const auto open = [&] {
    const LongStep step(manager, recovery_max);
    return queue::DurableSpool::open(options, detail);
  };
  manager.starting("opening the spool");
  auto spool = open();
  if (spool || spool.error() != queue::errc::no_space) return spool;
  spdlog::critical("{}; waiting for space", detail);
  manager.starting("the disk of the spool is full: waiting for space");
  const StopSignals stop;
  while (!spool && spool.error() == queue::errc::no_space) {
    if (stop.wait(std::chrono::seconds(1))) return spool;
    spool = open();
  }
  if (spool && stop.wait({})) return boost::system::error_code(queue::errc::no_space);
  if (spool) spdlog::info("the disk of the spool has space: starting");
  return spool;
}

void log_retention(const RetentionPass& pass) {
  if (pass.letters_erased + pass.outcomes_forgotten > 0) {
    spdlog::info("retention: {} dead letters lost their message, {} outcomes were forgotten",
                 pass.letters_erased, pass.outcomes_forgotten);
  }
  if (pass.erased) spdlog::info("retention: what was dropped has left the files of the spool");
  if (!pass.failure.empty()) spdlog::warn("retention: ended early: {}", pass.failure);
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

ExitCode complain(Console& console, const std::string& sentence, ExitCode exit_code) {
  console.err << "dispatcher: " << sentence << '\n';
  return exit_code;
}

struct Accounts {
  KnownServices services;
  std::set<std::string, std::less<>> names;
  std::vector<std::unique_ptr<Account>> made;
};

/// From the open spool to the end of the daemon.
ExitCode drain(const RunCommand& command, Console& console, net::Runtime& runtime,
               net::TimePoint began, ServiceManager& manager, const Options& options,
               Accounts accounts, std::unique_ptr<queue::DurableSpool> spool) {
  const queue::SpoolState found = spool->state_at_open();
  for (const std::string& sentence : found.damage) spdlog::critical("damage: {}", sentence);
  spdlog::info("{} messages open, {} may be in doubt, {} held", found.messages_open, found.in_doubt,
               found.held);
  std::string complaint;
  DigestKey key{};
  const auto key_state = load_or_make_digest_key(options.spool.directory, key, complaint);
  if (key_state != DigestKeyState::good) {
    if (key_state == DigestKeyState::damaged) {
      complaint += repair_hint(queue::errc::damaged, command.config);
    }
    return complain(console, complaint, exit_io);
  }

  LoggingObserver observer;
  Daemon daemon(runtime, daemon_options(options, command.until_empty), std::move(accounts.made),
                std::move(spool), observer);
  const auto control = Control::start({runtime, daemon, std::move(accounts.services), key,
                                       std::move(accounts.names), options.shard.expires_infeasible},
                                      options.control_socket, complaint);
  if (!control) return complain(console, complaint, exit_code_of_socket(control.error()));
  const Retention retention(runtime, daemon, options.retention, log_retention);
  ProgressPrinter progress(console.err, console.progress);
  std::optional<LongStep> closing;
  const DaemonEnd end = daemon.run([&](const DaemonStatus& status) {
    progress.update(view_of(status, found.messages_open), runtime.refresh_now());
    manager.look(status, runtime.now());
    if (status.closing && !closing) closing.emplace(manager, closing_max);
  });
  progress.clear();

  if (end == DaemonEnd::spool_failed) {
    spdlog::critical("if the spool is damaged{}",
                     repair_hint(queue::errc::damaged, command.config));
  }
  DaemonStatus status = daemon.status();
  status.open_at_start = found.messages_open;
  if (end != DaemonEnd::drained) {
    spdlog::warn("stopped at once: {} messages were armed or in flight and are in doubt",
                 status.in_flight + status.armed);
  }
  const Usage usage = usage_of_process(runtime.refresh_now() - began);
  console.out << (command.json ? summary_json(status, usage) + '\n' : summary_table(status, usage));
  console.out.flush();
  return exit_code(end, command.until_empty, status, found.held);
}

}  // namespace

ExitCode run_run(const RunCommand& command, Console& console) {
  net::Runtime runtime(0);
  const net::TimePoint began = runtime.refresh_now();
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  start_log(options.log_level);
  std::string complaint;
  Accounts accounts{services_of(options.accounts), {}, {}};
  for (const auto& account : options.accounts) accounts.names.insert(account.name);
  accounts.made = make_accounts(std::move(options.accounts), complaint);
  if (!complaint.empty()) return complain(console, complaint, exit_config);
  auto found = spool_options(options, [&runtime] { return runtime.wall_now(); });
  found.boot_clock = boot_clock_of(runtime);
  ServiceManager manager = ServiceManager::of_process();
  auto spool = open_spool(found, manager, complaint);
  if (!spool) {
    complaint += repair_hint(spool.error(), command.config);
    return complain(console, complaint, exit_code_of(spool.error()));
  }
  return drain(command, console, runtime, began, manager, options, std::move(accounts),
               std::move(*spool));
}

}  // namespace dispatcher
