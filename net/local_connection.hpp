#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/local_places.hpp"
#include "net/local_server.hpp"
#include "net/runtime.hpp"

namespace net {

/// What the connections of one server share, until the last of them is closed.
struct LocalShared {
  LocalShared(Runtime& on, LocalServerOptions with, LocalHandler to);

  Runtime& runtime;
  const LocalServerOptions options;
  const LocalHandler handler;
  LocalPlaces places;
  std::vector<char> piece;  // what one read brings: no connection has a buffer while it waits
};

/// One client of a LocalServer: reads a request, waits for its answer, writes that, and so on. It
/// is shared because what the system still does for it keeps it alive. One thread.
class LocalConnection final : public std::enable_shared_from_this<LocalConnection> {
 public:
  explicit LocalConnection(LocalShared& shared);
  ~LocalConnection();
  LocalConnection(const LocalConnection&) = delete;
  LocalConnection& operator=(const LocalConnection&) = delete;

  /// Takes the connected descriptor over, and a place. At most once.
  void start(int descriptor, int family);
  void close();
  /// Closes, to give its place or memory to another; whoever is in the middle of a request is told
  /// so if that goes at once.
  void evict();

 private:
  enum class State : std::uint8_t {
    reading_head,
    inviting,  // to send a body that is held back
    reading_body,
    answering,  // the handler has the request
    writing,
    leaving,  // the last answer is out; what the client still sends is read and dropped
    closed,
  };
  struct Wire;
  class Ticket;

  void enter(State state);
  void receive();
  void on_readable(boost::system::error_code error);
  void take(std::string_view received);
  void begin_head();
  void take_head();
  void begin_body(LocalRequest request, std::size_t head_bytes);
  void take_body();
  void invite_body();
  void dispatch();
  void watch_for_hangup();
  void answer(LocalResponse response);
  void refuse(LocalResponse response);
  void refuse(int status, std::string_view reason);
  void write(LocalResponse response);
  void on_written(boost::system::error_code error);
  void leave();
  void hold(std::size_t bytes);
  void on_deadline();
  void arm(std::chrono::milliseconds timeout);
  std::size_t space() const;

  LocalShared& shared_;
  Timer deadline_;
  const std::unique_ptr<Wire> wire_;
  LocalPlaces::Handle place_{};  // from start to close
  State state_ = State::reading_head;
  bool receiving_ = false;
  std::string buffer_;             // bounded by head_bytes_max: a head, and what came behind it
  std::size_t scanned_bytes_ = 0;  // of it, and no head ended there
  LocalRequest request_;
  std::size_t content_length_bytes_ = 0;
  bool invites_ = false;   // the client waits for a word before it sends its body
  bool closes_ = false;    // after the answer to this request
  bool bodyless_ = false;  // the request was a HEAD
  std::string head_out_;
  std::string body_out_;
  std::size_t dropped_bytes_ = 0;
};

}  // namespace net
