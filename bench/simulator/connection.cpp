#include "bench/simulator/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>

namespace simulator {

Connection::Connection(int socket, SSL_CTX& context, std::uint64_t number)
    : socket_{socket}, number_{number}, tls_{SSL_new(&context)} {
  if (!tls_ || SSL_set_fd(tls_.get(), socket_) != 1) throw std::bad_alloc{};
  SSL_set_accept_state(tls_.get());
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() { ::close(socket_); }

Connection::Io Connection::outcome(int result) {
  const int error = SSL_get_error(tls_.get(), result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Io::blocked : Io::ended;
}

Connection::Io Connection::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(tls_.get());
  return result == 1 ? Io::done : outcome(result);
}

Connection::Io Connection::cut_handshake() {
  BIO* const words = BIO_new(BIO_s_mem());
  if (words == nullptr) throw std::bad_alloc{};
  SSL_set0_wbio(tls_.get(), words);
  const auto io = shake_hands();
  char* bytes = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(words, &bytes));
  if (io == Io::blocked && size == 0) return Io::blocked;
  // A client that has left loses nothing.
  [[maybe_unused]] const auto sent = ::send(socket_, bytes, size / 2, MSG_NOSIGNAL);
  return Io::ended;
}

Connection::Read Connection::read(std::span<char> into) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(tls_.get(), into.data(), into.size(), &bytes);
  return result == 1 ? Read{Io::done, bytes} : Read{outcome(result), 0};
}

Connection::Io Connection::write_answer() {
  if (answer.empty()) return Io::done;
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_write_ex(tls_.get(), answer.data(), answer.size(), &bytes);
  return result == 1 ? Io::done : outcome(result);
}

void Connection::say_goodbye() {
  ERR_clear_error();
  SSL_shutdown(tls_.get());
}

void Connection::make_end_a_reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace simulator
