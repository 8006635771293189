#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bench/simulator/provider.hpp"
#include "bench/simulator/tls.hpp"

namespace simulator {

/// One client: its socket, its TLS state, the bytes it sent and the answer it waits for. One
/// thread, no waiting.
class Connection {
 public:
  enum class Io { done, blocked, ended };
  struct Read {
    Io io = Io::blocked;
    std::size_t bytes = 0;
  };

  /// Takes the socket, which does not block.
  Connection(int socket, SSL_CTX& context, std::uint64_t number);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Io shake_hands();
  /// Once the client's first words are whole, half of the words that answer them leave, and nothing
  /// after: neither version of TLS can be agreed upon then. \return  `blocked`: not whole yet
  Io cut_handshake();
  bool is_secure() const { return SSL_is_init_finished(tls_.get()) == 1; }
  bool is_resumed() const { return SSL_session_reused(tls_.get()) == 1; }

  Read read(std::span<char> into);
  /// Whether bytes wait inside TLS, which no socket event will announce.
  bool has_more() const { return SSL_has_pending(tls_.get()) == 1; }
  /// Writes the whole of `answer`; after `blocked` call it again once the socket is writable.
  Io write_answer();

  /// Says goodbye in TLS, so that the end reads as an orderly one.
  void say_goodbye();
  /// Lets the destructor send RST instead of FIN.
  void make_end_a_reset();

  int socket() const { return socket_; }
  std::uint64_t number() const { return number_; }

  // What the server keeps with each connection.
  std::string unread{};  ///< bytes that came and are not yet judged; at most request_bytes_max
  std::string answer{};  ///< of the plan below
  std::optional<Plan> plan{};  ///< the request being answered
  std::uint64_t requests_count = 0;
  bool wants_write = false;  ///< the answer did not fit into the socket

 private:
  Io outcome(int result);

  int socket_;
  std::uint64_t number_;
  Tls tls_;
};

}  // namespace simulator
