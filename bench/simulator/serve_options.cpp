#include "bench/simulator/serve_options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>

#include "bench/simulator/duration.hpp"

namespace simulator {
namespace {

std::chrono::microseconds required_duration(const std::string& text, const char* option) {
  const auto duration = parse_duration(text);
  if (!duration) throw CLI::ValidationError(option, "not a duration such as 80ms or 5s");
  return *duration;
}

FaultChance parse_fault_chance(const std::string& text, const char* option) {
  const auto equals = text.find('=');
  const auto* const fault = find_fault(text.substr(0, equals));
  if (equals == std::string::npos || fault == nullptr) {
    throw CLI::ValidationError(option,
                               "NAME=PROBABILITY is wanted; `serve --help` lists the names");
  }
  const auto probability = parse_probability(std::string_view{text}.substr(equals + 1));
  if (!probability) throw CLI::ValidationError(option, "a probability is 0 to 1");
  return {.fault = fault, .probability = *probability};
}

std::vector<FaultChance> parse_fault_chances(const std::vector<std::string>& texts,
                                             const char* option) {
  std::vector<FaultChance> chances;
  double sum = 0;
  for (const auto& text : texts) {
    chances.push_back(parse_fault_chance(text, option));
    sum += chances.back().probability;
  }
  if (sum > 1) throw CLI::ValidationError(option, "the probabilities add up to more than 1");
  return chances;
}

/// \return  requests in any window
std::size_t window_requests(double rate_per_second, Duration window, const char* option) {
  constexpr double requests_max = 1e6;
  const double requests =
      std::floor(rate_per_second * std::chrono::duration<double>(window).count() + 1e-9);
  if (rate_per_second != 0 && !(requests >= 1 && requests <= requests_max)) {
    throw CLI::ValidationError(option, "rate times window must be 1 to 1,000,000 requests");
  }
  return static_cast<std::size_t>(requests);
}

/// "75s,rate=30" or "60s,in-flight-max=20"
LimitChange parse_limit_change(const std::string& text, Duration window) {
  constexpr const char* option = "--change";
  const auto comma = text.find(',');
  const auto equals = text.find('=', comma == std::string::npos ? text.size() : comma);
  if (equals == std::string::npos) {
    throw CLI::ValidationError(option, "75s,rate=30 or 60s,in-flight-max=20 is what it looks like");
  }
  LimitChange change{.after = required_duration(text.substr(0, comma), option)};
  const auto name = text.substr(comma + 1, equals - comma - 1);
  const auto* const end = text.data() + text.size();
  double value = -1;
  const auto parsed = std::from_chars(text.data() + equals + 1, end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || !(value >= 0 && value <= 1e6)) {
    throw CLI::ValidationError(option, "a limit is 0 to 1,000,000");
  }
  if (name == "rate") {
    change.requests_max = window_requests(value, window, option);
  } else if (name == "in-flight-max") {
    change.in_flight_max = static_cast<std::size_t>(value);
  } else {
    throw CLI::ValidationError(option, "what changes is rate or in-flight-max");
  }
  return change;
}

std::vector<LimitChange> parse_limit_changes(const std::vector<std::string>& texts,
                                             Duration window) {
  std::vector<LimitChange> changes;
  for (const auto& text : texts) {
    changes.push_back(parse_limit_change(text, window));
    if (changes.size() > 1 && changes.back().after < changes[changes.size() - 2].after) {
      throw CLI::ValidationError("--change", "the earlier one first");
    }
  }
  return changes;
}

std::string fault_names() {
  std::string names;
  for (const auto& fault : all_faults()) names.append(names.empty() ? "" : " ").append(fault.name);
  return names;
}

void add_files(CLI::App& command, ServeOptions& options) {
  command.add_option("--port", options.port, "On 127.0.0.1; 0: any free one")
      ->capture_default_str();
  command.add_option("--port-file", options.port_file, "Receives the port once it listens");
  command.add_option("--ca-out", options.ca_file,
                     "Receives the certificate to trust, made for this run");
  command
      .add_option(
          "--credentials-file", options.credentials_file,
          "Lines of `name user password [KS..]...`; a Service named for no account is everybody's")
      ->required();
  command.add_option("--connections-max", options.connections_max, "At once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_option("--ledger", options.ledger_file, "Appended: one line per message sent");
  command.add_option("--stats", options.stats_file,
                     "Receives counters on SIGUSR1 and at the end; default: stdout");
  command.add_option("--identity-file", options.identity_file,
                     "Keeps certificate and key for the next run; made when missing");
}

void add_limits(CLI::App& command, ServeOptions& options) {
  auto& provider = options.provider;
  command
      .add_option("--rate", options.rate_per_second,
                  "Requests/s of one Service, as the mean over the window; 0: no limit")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      .add_option("--read-rate", options.read_rate_per_second,
                  "The same of its GETs, of a list and of single rows each")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_option("--window", options.window, "Length of the window")->capture_default_str();
  command.add_flag("--count-refused", provider.window.count_refused,
                   "Refused requests take room in the window too");
  command
      .add_option("--in-flight-max", provider.in_flight_max,
                  "Requests of one account in flight; 0: no limit")
      ->capture_default_str();
  command
      .add_option("--change", options.limit_changes,
                  "Another limit from some time after the first POST on, repeatable: 75s,rate=30 "
                  "or 60s,in-flight-max=20")
      ->allow_extra_args(false);
  command.add_option("--status", provider.success_status, "Of a success")
      ->check(CLI::IsMember({200, 201}))
      ->capture_default_str();
  command
      .add_option("--latency", options.latency,
                  "80ms, or median=80ms,jitter=10ms,sigma=0.3,max=30s")
      ->capture_default_str();
}

void add_faults(CLI::App& command, ServeOptions& options) {
  command.add_option("--stall", options.stall, "How long a stall fault is silent")
      ->capture_default_str();
  command.add_option("--retry-after", options.retry_after,
                     "Value of that header in a 429; default: no header");
  command
      .add_option("--fault", options.faults,
                  "NAME=PROBABILITY, repeatable. Names: " + fault_names())
      ->allow_extra_args(false);
  command.add_option("--script", options.script_file,
                     R"(Lines like {"request":17,"fault":"reset-after","times":1})");
  command.add_option("--seed", options.provider.seed, "Of latencies and faults")
      ->capture_default_str();
  command
      .add_option(
          "--refuse-connects", options.refuse_connects,
          "Share of the connects that are refused: accepted, and reset before a byte of TLS")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--cut-handshakes", options.cut_handshakes,
                  "Share of the connects that end within the server's part of the TLS handshake")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--close-idle", options.close_idle,
                     "PROBABILITY,DELAY: after an answer, close the connection that much later if "
                     "it is still unused then");
}

void add_reads(CLI::App& command, ServeOptions& options) {
  command.add_flag(
      "--keep-rows", options.provider.reads.keep_rows,
      "Keep what was sent, so that GET Interactions shows it; so does each of the next "
      "options");
  command
      .add_option("--rows-max", options.rows_max,
                  "Rows kept over all Sessions, in memory; the oldest are forgotten; default: "
                  "1000000")
      ->check(CLI::Range(1, 100'000'000));
  command.add_option("--visible-after", options.visible_after,
                     "How long after its date a row is listed: 3s, or 2s..8s, drawn for each");
  command.add_option("--row-clock", options.row_clock,
                     "How far the clock that dates rows is ahead; -60s: it is late");
  command
      .add_option("--list-fault", options.list_faults,
                  "NAME=PROBABILITY of answers to GET, repeatable; the names of --fault. Reads "
                  "change nothing: before and after are the same, but stall-after answers late")
      ->allow_extra_args(false);
  command.add_option(
      "--foreign", options.foreign_file,
      R"(Rows of others, at a POST to the participant: lines like {"participant":"KP..",)"
      R"("offset":"-3m"} (the same text, sent before), or with "body", "data" (whatever it is), )"
      R"("type":"voice", "inbound":true, "times":1)");
}

ReadOptions read_options(const ServeOptions& options, Duration window) {
  ReadOptions reads = options.provider.reads;
  reads.keep_rows = reads.keep_rows || options.rows_max != 0 || !options.visible_after.empty() ||
                    !options.row_clock.empty() || !options.list_faults.empty() ||
                    !options.foreign_file.empty();
  if (options.rows_max != 0) reads.rows_max = options.rows_max;
  if (!options.visible_after.empty()) {
    const auto range = parse_duration_range(options.visible_after);
    if (!range) throw CLI::ValidationError("--visible-after", "3s or 2s..8s is what it looks like");
    reads.visible_after = *range;
  }
  if (!options.row_clock.empty()) {
    const auto ahead = parse_signed_duration(options.row_clock);
    if (!ahead) throw CLI::ValidationError("--row-clock", "not a duration such as 60s or -60s");
    reads.row_clock = *ahead;
  }
  reads.window.length = window;
  reads.window.requests_max = window_requests(options.read_rate_per_second, window, "--read-rate");
  reads.fault_chances = parse_fault_chances(options.list_faults, "--list-fault");
  return reads;
}

}  // namespace

void add_serve_options(CLI::App& command, ServeOptions& options) {
  add_files(command, options);
  add_limits(command, options);
  add_faults(command, options);
  add_reads(command, options);
}

ProviderOptions provider_options(const ServeOptions& options) {
  ProviderOptions provider = options.provider;
  provider.window.length = required_duration(options.window, "--window");
  provider.window.requests_max =
      window_requests(options.rate_per_second, provider.window.length, "--rate");
  provider.limit_changes = parse_limit_changes(options.limit_changes, provider.window.length);
  provider.stall = required_duration(options.stall, "--stall");
  const auto latency = parse_latency(options.latency);
  if (!latency) throw CLI::ValidationError("--latency", "neither a duration nor a model");
  provider.latency = *latency;
  if (!options.retry_after.empty()) provider.retry_after = options.retry_after;
  provider.fault_chances = parse_fault_chances(options.faults, "--fault");
  provider.reads = read_options(options, provider.window.length);
  return provider;
}

ServerOptions server_options(const ServeOptions& options) {
  ServerOptions server{.port = options.port, .connections_max = options.connections_max};
  auto& faults = server.faults;
  faults.seed = options.provider.seed;
  faults.refuse_connects = options.refuse_connects;
  faults.cut_handshakes = options.cut_handshakes;
  if (faults.refuse_connects + faults.cut_handshakes > 1) {
    throw CLI::ValidationError("--cut-handshakes", "with --refuse-connects it is more than 1");
  }
  if (!options.close_idle.empty()) {
    const auto idle_close = parse_idle_close(options.close_idle);
    if (!idle_close) throw CLI::ValidationError("--close-idle", "0.05,20ms is what it looks like");
    faults.idle_close = *idle_close;
  }
  return server;
}

}  // namespace simulator
