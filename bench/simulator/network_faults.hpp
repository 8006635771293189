#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

namespace simulator {

/// The server says goodbye to a connection that lay unused this long after an answer.
struct IdleClose {
  double probability = 0;  ///< of each answer after which the connection stays open
  std::chrono::microseconds delay{0};
};

/// What may go wrong with connections, whatever is asked over them.
struct NetworkFaultOptions {
  double refuse_connects = 0;  ///< share of the connects
  double cut_handshakes = 0;   ///< share of the connects; with the one above 1 at most
  IdleClose idle_close{};
  std::uint64_t seed = 1;
};

enum class ConnectFate {
  served,
  refused,        ///< reset before a byte of TLS
  handshake_cut,  ///< ended within the server's part of the handshake
};

/// Draws the fates of connections. The same seed and the same order of events give the same fates.
/// One thread.
class NetworkFaults {
 public:
  explicit NetworkFaults(NetworkFaultOptions options);

  ConnectFate draw_connect();
  /// \return  when to close the connection if it is still unused; nothing: it stays
  std::optional<std::chrono::microseconds> draw_idle_close();

 private:
  double draw();

  NetworkFaultOptions options_;
  std::mt19937_64 random_;
};

/// Reads "0.05,20ms".
std::optional<IdleClose> parse_idle_close(std::string_view text);
/// Reads a number from 0 to 1.
std::optional<double> parse_probability(std::string_view text);

}  // namespace simulator
