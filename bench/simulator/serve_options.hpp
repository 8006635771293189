#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/simulator/provider.hpp"
#include "bench/simulator/server.hpp"

namespace CLI {
class App;
}

namespace simulator {

/// What `serve` was told, as far as CLI11 understands it.
struct ServeOptions {
  std::uint16_t port = 0;
  std::size_t connections_max = ServerOptions{}.connections_max;
  std::string port_file{};
  std::string ca_file{};
  std::string credentials_file{};
  std::string script_file{};
  std::string ledger_file{};
  std::string stats_file{};
  std::string identity_file{};
  double rate_per_second = 30;
  std::string window = "5s";
  std::vector<std::string> limit_changes{};
  std::string latency = "0";
  std::string stall = "60s";
  std::string retry_after{};
  std::vector<std::string> faults{};
  double refuse_connects = 0;
  double cut_handshakes = 0;
  std::string close_idle{};
  std::string foreign_file{};
  std::size_t rows_max = 0;  ///< 0: as many as are usual
  double read_rate_per_second = 30;
  std::string visible_after{};
  std::string row_clock{};
  std::vector<std::string> list_faults{};
  ProviderOptions provider{};
};

/// Adds every option of `serve`; they are written to `options`, which must outlive the parsing.
void add_serve_options(CLI::App& command, ServeOptions& options);

// What is meant by it. Both throw CLI::ValidationError.
ProviderOptions provider_options(const ServeOptions& options);
ServerOptions server_options(const ServeOptions& options);

}  // namespace simulator
