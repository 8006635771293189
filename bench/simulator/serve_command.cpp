#include "bench/simulator/serve_command.hpp"

#include <sys/resource.h>

#include <atomic>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "bench/simulator/duration.hpp"
#include "bench/simulator/server.hpp"

namespace simulator {
namespace {

struct ServeOptions {
  std::uint16_t port = 0;
  std::size_t connections_max = ServerOptions{}.connections_max;
  std::string port_file{};
  std::string ca_file{};
  std::string credentials_file{};
  std::string script_file{};
  std::string ledger_file{};
  std::string stats_file{};
  double rate_per_second = 30;
  std::string window = "5s";
  std::string latency = "0";
  std::string stall = "60s";
  std::string retry_after{};
  std::vector<std::string> faults{};
  ProviderOptions provider{};
};

std::atomic<Server*> server_to_wake = nullptr;
volatile std::sig_atomic_t stats_wanted = 0;
volatile std::sig_atomic_t stop_wanted = 0;

void on_signal(int signal) {
  (signal == SIGUSR1 ? stats_wanted : stop_wanted) = 1;
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

std::chrono::microseconds required_duration(const std::string& text, const char* option) {
  const auto duration = parse_duration(text);
  if (!duration) throw CLI::ValidationError(option, "not a duration such as 80ms or 5s");
  return *duration;
}

FaultChance parse_fault_chance(const std::string& text) {
  const auto equals = text.find('=');
  const auto* const fault = find_fault(text.substr(0, equals));
  if (equals == std::string::npos || fault == nullptr) {
    throw CLI::ValidationError("--fault",
                               "NAME=PROBABILITY is wanted; `serve --help` lists the names");
  }
  double probability = -1;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + equals + 1, end, probability);
  if (parsed.ptr != end || !(probability >= 0 && probability <= 1)) {
    throw CLI::ValidationError("--fault", "a probability is 0 to 1");
  }
  return {.fault = fault, .probability = probability};
}

std::string fault_names() {
  std::string names;
  for (const auto& fault : all_faults()) names.append(names.empty() ? "" : " ").append(fault.name);
  return names;
}

ProviderOptions provider_options(const ServeOptions& options) {
  constexpr double requests_per_window_max = 1e6;
  ProviderOptions provider = options.provider;
  provider.window.length = required_duration(options.window, "--window");
  const double seconds = std::chrono::duration<double>(provider.window.length).count();
  const double requests = std::floor(options.rate_per_second * seconds + 1e-9);
  if (options.rate_per_second != 0 && !(requests >= 1 && requests <= requests_per_window_max)) {
    throw CLI::ValidationError("--rate", "rate times window must be 1 to 1,000,000 requests");
  }
  provider.window.requests_max = static_cast<std::size_t>(requests);
  provider.stall = required_duration(options.stall, "--stall");
  const auto latency = parse_latency(options.latency);
  if (!latency) throw CLI::ValidationError("--latency", "neither a duration nor a model");
  provider.latency = *latency;
  if (!options.retry_after.empty()) provider.retry_after = options.retry_after;
  double sum = 0;
  for (const auto& text : options.faults) {
    provider.fault_chances.push_back(parse_fault_chance(text));
    sum += provider.fault_chances.back().probability;
  }
  if (sum > 1) throw CLI::ValidationError("--fault", "the probabilities add up to more than 1");
  return provider;
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
  std::optional<Ledger> ledger;
  if (!options.ledger_file.empty()) ledger.emplace(options.ledger_file);
  Ledger* const ledger_or_none = ledger ? &*ledger : nullptr;
  Provider provider{provider_options(options), std::move(accounts), std::move(script),
                    ledger_or_none};
  const auto identity = make_identity();
  raise_file_limit();
  Server server{{.port = options.port, .connections_max = options.connections_max},
                make_tls_context(identity),
                provider,
                ledger_or_none};
  stop_wanted = 0;
  server_to_wake = &server;
  catch_signals();
  if (!options.ca_file.empty()) write_whole(options.ca_file, pem_of(*identity.authority));
  if (!options.port_file.empty())
    write_whole(options.port_file, std::to_string(server.port()) + "\n");
  std::fprintf(stderr, "proxy-simulator: https://localhost:%d\n", server.port());

  while (stop_wanted == 0) {
    server.run();
    if (stats_wanted == 0 && stop_wanted == 0) continue;
    stats_wanted = 0;
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
  auto& provider = options->provider;
  command->add_option("--port", options->port, "On 127.0.0.1; 0: any free one")
      ->capture_default_str();
  command->add_option("--port-file", options->port_file, "Receives the port once it listens");
  command->add_option("--ca-out", options->ca_file,
                      "Receives the certificate to trust, made for this run");
  command
      ->add_option(
          "--credentials-file", options->credentials_file,
          "Lines of `name user password [KS..]...`; a Service named for no account is everybody's")
      ->required();
  command->add_option("--connections-max", options->connections_max, "At once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--rate", options->rate_per_second,
                   "Requests/s of one Service, as the mean over the window; 0: no limit")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--window", options->window, "Length of the window")->capture_default_str();
  command->add_flag("--count-refused", provider.window.count_refused,
                    "Refused requests take room in the window too");
  command
      ->add_option("--in-flight-max", provider.in_flight_max,
                   "Requests of one account in flight; 0: no limit")
      ->capture_default_str();
  command->add_option("--status", provider.success_status, "Of a success")
      ->check(CLI::IsMember({200, 201}))
      ->capture_default_str();
  command
      ->add_option("--latency", options->latency,
                   "80ms, or median=80ms,jitter=10ms,sigma=0.3,max=30s")
      ->capture_default_str();
  command->add_option("--stall", options->stall, "How long a stall fault is silent")
      ->capture_default_str();
  command->add_option("--retry-after", options->retry_after,
                      "Value of that header in a 429; default: no header");
  command
      ->add_option("--fault", options->faults,
                   "NAME=PROBABILITY, repeatable. Names: " + fault_names())
      ->allow_extra_args(false);
  command->add_option("--script", options->script_file,
                      R"(Lines like {"request":17,"fault":"reset-after","times":1})");
  command->add_option("--seed", provider.seed, "Of latencies and chance faults")
      ->capture_default_str();
  command->add_option("--ledger", options->ledger_file, "Appended: one line per message sent");
  command->add_option("--stats", options->stats_file,
                      "Receives counters on SIGUSR1 and at the end; default: stdout");
  command->callback([options] { serve(*options); });
}

}  // namespace simulator
