#pragma once

#include <cstdint>

namespace simulator {

/// A listening socket on 127.0.0.1 that does not block. One thread.
class Listener {
 public:
  /// \param port  0: any free one; one that a process just gave up may be taken again. Throws
  /// std::system_error.
  explicit Listener(std::uint16_t port);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  int socket() const { return socket_; }
  /// \return  the next client's socket, which does not block and is the caller's to close; -1: none
  int accept();

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

/// Ends a connection with RST: whatever the client sent is forgotten.
void close_by_reset(int socket);

}  // namespace simulator
