#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/transport.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/plants.hpp"
#include "tests/simulation/trace.hpp"

namespace simulation {

/// The provider's end of a connection.
class Peer {
 public:
  virtual ~Peer() = default;
  /// Bytes came. \param written_at  when the client wrote them
  virtual void on_bytes(std::string_view bytes, TimePoint written_at) = 0;
  /// Nothing more comes: the client is gone.
  virtual void on_end() = 0;
  /// What passes is under TLS by now.
  virtual bool is_established() const = 0;
};

/// How a stream ends towards the client.
enum class StreamEnd : std::uint8_t { finish, reset };

/// One stream between a client and the provider; it outlives the client's process.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(class Network& network, std::uint32_t number, net::TransportListener& listener)
      : network_(network), number_(number), listener_(&listener) {}

  std::uint32_t number() const { return number_; }

  // The client's end.
  void connect();
  net::IoResult read(std::span<std::byte> into);
  net::IoResult write(std::span<const std::byte> from);
  void await_writable();
  std::size_t unacknowledged_bytes() const;
  void close(net::CloseKind kind);
  boost::system::error_code connect_error() const { return connect_error_; }

  // The provider's end.
  void send(std::string bytes);
  void end(StreamEnd kind);
  bool is_open() const { return peer_ != nullptr && listener_ != nullptr && !broken_; }

 private:
  void came_about(boost::system::error_code error);
  void carry_up(std::string bytes, Duration delay);
  void carry_down(std::string bytes, Duration delay);
  void arrived_down(std::string_view bytes);
  void meet_up(const Fault& fault, std::string bytes);
  void meet_down(const Fault& fault, std::string bytes);
  void break_off(Duration delay);
  void announce();
  void drop_peer();

  Network& network_;
  const std::uint32_t number_;
  net::TransportListener* listener_;  // null: the client has closed
  std::unique_ptr<Peer> peer_;        // null: not connected, or gone
  boost::system::error_code connect_error_;
  boost::system::error_code failure_;  // of reads and writes: a reset came
  std::string inbox_;                  // for the client to read
  bool ended_ = false;                 // behind the inbox
  bool unread_ = false;                // the client has not read to the end what was announced
  bool announcing_ = false;
  bool broken_ = false;  // nothing passes any more
  TimePoint no_room_until_{};
  std::size_t unacknowledged_ = 0;
  TimePoint up_free_at_{};
  TimePoint down_free_at_{};
};

/// Streams that split, stall, break and do not come about. The network keeps no stream alive but by
/// what is under way on it.
class Network final : public net::Connector, public net::Resolver {
 public:
  using Welcome = std::function<std::unique_ptr<Peer>(const std::shared_ptr<Wire>&)>;

  /// \param welcome  makes the provider's end of a stream that came about
  /// \param one_way  how long a piece of bytes takes
  Network(Agenda& time, Faults& troubles, Trace& story, Duration one_way, Plant mistake)
      : agenda(time), faults(troubles), trace(story), latency(one_way), plant(mistake) {}

  Welcome welcome;
  std::function<void()> power_cut;  ///< at a write

  std::unique_ptr<net::Transport> connect(const net::Address& address,
                                          net::TransportListener& listener) override;
  std::unique_ptr<Lookup> resolve(const std::string& host, std::uint16_t port,
                                  Handler handler) override;

  Agenda& agenda;
  Faults& faults;
  Trace& trace;
  const Duration latency;
  const Plant plant;
  std::uint32_t connects_count = 0;
  std::uint32_t lookups_count = 0;
  std::uint32_t pieces_up_count = 0;    ///< under TLS
  std::uint32_t pieces_down_count = 0;  ///< likewise
  std::uint32_t announcements_count = 0;
};

}  // namespace simulation
