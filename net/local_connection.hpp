#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/local_server.hpp"
#include "net/runtime.hpp"

namespace net {

/// One client of a LocalServer: reads a request, waits for its answer, writes that, and so on. It
/// is shared because what the system still does for it keeps it alive. One thread.
class LocalConnection final : public std::enable_shared_from_this<LocalConnection> {
 public:
  /// All references are used until the connection is closed. `closed` is called once, as the last
  /// thing that it does.
  LocalConnection(Runtime& runtime, const LocalServerOptions& options, const LocalHandler& handler,
                  std::function<void(LocalConnection&)> closed);
  ~LocalConnection();
  LocalConnection(const LocalConnection&) = delete;
  LocalConnection& operator=(const LocalConnection&) = delete;

  /// Takes the connected descriptor over. At most once.
  void start(int descriptor);
  void close();

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

  void receive();
  void on_received(boost::system::error_code error, std::size_t count);
  void begin_head();
  void take_head();
  void take_body();
  void invite_body();
  void dispatch();
  void watch_for_hangup();
  void answer(LocalResponse response);
  void refuse(int status, std::string_view reason);
  void write(LocalResponse response);
  void on_written(boost::system::error_code error);
  void leave();
  void on_deadline();
  void arm(std::chrono::milliseconds timeout);

  Runtime& runtime_;
  const LocalServerOptions& options_;
  const LocalHandler& handler_;
  const std::function<void(LocalConnection&)> closed_;
  Timer deadline_;
  const std::unique_ptr<Wire> wire_;
  State state_ = State::reading_head;
  bool receiving_ = false;
  std::vector<char> piece_;  // what one read brings
  std::string buffer_;       // bounded by head_bytes_max: a head, and what came behind it
  LocalRequest request_;
  std::size_t content_length_bytes_ = 0;
  bool closes_ = false;    // after the answer to this request
  bool bodyless_ = false;  // the request was a HEAD
  std::string head_out_;
  std::string body_out_;
  std::size_t dropped_bytes_ = 0;
};

}  // namespace net
