#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/simulator/connection.hpp"
#include "bench/simulator/ledger.hpp"
#include "bench/simulator/listener.hpp"
#include "bench/simulator/network_faults.hpp"
#include "bench/simulator/provider.hpp"
#include "bench/simulator/tls.hpp"

namespace simulator {

struct ServerOptions {
  std::uint16_t port = 0;                ///< on 127.0.0.1; 0: any free one
  std::size_t connections_max = 10'000;  ///< at once; more are closed as they come
  NetworkFaultOptions faults{};
};

/// The TLS server: one thread that takes turns. A turn reads what came, lets the provider judge it,
/// hands the ledger's lines of the turn to the kernel in one write and only then writes the turn's
/// answers. The process has to ignore SIGPIPE: OpenSSL writes to sockets whose client may be gone.
class Server {
 public:
  /// Listens at once. Throws std::system_error. The provider and the ledger (may be null) must
  /// outlive the server.
  Server(ServerOptions options, TlsContext context, Provider& provider, Ledger* ledger);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  /// Takes turns until wake() was called; may be called again.
  void run();
  /// Ends run() after its turn. Any thread, also a signal handler.
  void wake();

 private:
  using Slot = std::uint32_t;
  using Later = std::multimap<SteadyTime, Slot>;

  struct Seat {
    std::unique_ptr<Connection> connection{};
    /// When its answer is to leave, or, without a request, when it ends for lying unused.
    std::optional<Later::iterator> wait{};
    bool handshake_is_cut = false;
  };

  void turn();
  int milliseconds_to_wait() const;
  void accept_all();
  void seat(int socket, ConnectFate fate);
  void close(Slot slot);
  void forget_wait(Slot slot);
  void end_unused(Slot slot);
  void on_event(Slot slot, std::uint32_t events);
  bool shake_hands(Slot slot);
  void read_all(Slot slot);
  void judge(Slot slot, std::string_view bytes);
  void judge_leftovers();
  void take_due();
  void write_answers();
  void finish_answer(Slot slot);
  void watch(Slot slot, int operation);

  ServerOptions options_;
  TlsContext context_;
  Provider& provider_;
  Ledger* ledger_;
  NetworkFaults faults_;
  Listener listener_;
  int poll_ = -1;
  int waker_ = -1;
  bool is_woken_ = false;
  std::vector<Seat> seats_;
  std::vector<Slot> free_slots_;
  std::vector<Slot>
      closed_slots_;             ///< free after this turn: events of this turn may still name them
  std::vector<Slot> leftovers_;  ///< hold bytes behind the request just answered
  std::vector<Slot> due_;        ///< their answers leave at the end of this turn
  Later later_;
  std::vector<char> scratch_;
};

}  // namespace simulator
