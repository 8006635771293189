#include "bench/simulator/serve_command.hpp"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "bench/simulator/identity_file.hpp"
#include "bench/simulator/serve_options.hpp"
#include "bench/simulator/server.hpp"

namespace simulator {
namespace {

std::atomic<Server*> server_to_wake = nullptr;
// A signal may come on any thread: lock-free, so a handler may touch them.
std::atomic<bool> stats_wanted = false;
std::atomic<bool> stop_wanted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int signal) {
  (signal == SIGUSR1 ? stats_wanted : stop_wanted) = true;
  if (auto* const server = server_to_wake.load()) server->wake();
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT}) ::sigaction(signal, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::ifstream opened(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error("cannot read " + path);
  return file;
}

/// Complete or not there at all, for others wait for these files to appear.
void write_whole(const std::string& path, const std::string& text) {
  const auto draft = path + ".new";
  std::ofstream file{draft};
  file << text;
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write " + path);
  }
}

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void serve(const ServeOptions& options) {
  auto credentials = opened(options.credentials_file);
  auto accounts = Accounts::read(credentials);
  Script script;
  if (!options.script_file.empty()) {
    auto lines = opened(options.script_file);
    script = Script::read(lines);
  }
  ForeignRows foreign;
  if (!options.foreign_file.empty()) {
    auto lines = opened(options.foreign_file);
    foreign = ForeignRows::read(lines);
  }
  std::optional<Ledger> ledger;
  if (!options.ledger_file.empty()) ledger.emplace(options.ledger_file);
  Ledger* const ledger_or_none = ledger ? &*ledger : nullptr;
  Provider provider{provider_options(options), std::move(accounts), std::move(script),
                    ledger_or_none, std::move(foreign)};
  const auto identity =
      options.identity_file.empty() ? make_identity() : kept_identity(options.identity_file);
  raise_file_limit();
  Server server{server_options(options), make_tls_context(identity), provider, ledger_or_none};
  stop_wanted = false;
  server_to_wake = &server;
  catch_signals();
  if (!options.ca_file.empty()) write_whole(options.ca_file, pem_of(*identity.authority));
  if (!options.port_file.empty())
    write_whole(options.port_file, std::to_string(server.port()) + "\n");
  std::fprintf(stderr, "proxy-simulator: https://localhost:%d\n", server.port());

  while (!stop_wanted) {
    server.run();
    if (!stats_wanted && !stop_wanted) continue;
    stats_wanted = false;
    const auto stats = provider.counters().json();
    if (options.stats_file.empty()) {
      std::fputs(stats.c_str(), stdout);
      std::fflush(stdout);
    } else {
      write_whole(options.stats_file, stats);
    }
  }
  server_to_wake = nullptr;
}

}  // namespace

void add_serve_command(CLI::App& app) {
  auto* const command = app.add_subcommand("serve", "Answer over TLS as the provider would");
  const auto options = std::make_shared<ServeOptions>();
  add_serve_options(*command, *options);
  command->callback([options] { serve(*options); });
}

}  // namespace simulator
