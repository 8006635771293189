// The server's side of threads and sockets.
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/tls_test_server.hpp"

namespace test_support {
namespace {

int choose_http11(SSL*, const unsigned char** chosen, unsigned char* chosen_length,
                  const unsigned char* offered, unsigned offered_length, void*) {
  static const unsigned char http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  auto** into = const_cast<unsigned char**>(chosen);
  const int outcome =
      SSL_select_next_proto(into, chosen_length, http11, sizeof http11, offered, offered_length);
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsTestServer::TlsTestServer(const Identity& identity, Script script)
    : TlsTestServer(identity, std::move(script), Options{}) {}

TlsTestServer::TlsTestServer(const Identity& identity, Script script, const Options& options)
    : options_(options),
      script_(std::move(script)),
      context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
  // Weak keys and hashes, and old versions, can be shown only at this level.
  if (SSL_CTX_set_cipher_list(context_.get(), "DEFAULT@SECLEVEL=0") != 1)
    throw std::runtime_error("test server: cipher list");
  SSL_CTX_set_max_proto_version(context_.get(), options_.tls_version_max);
  if (SSL_CTX_use_certificate(context_.get(), identity.certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context_.get(), identity.key.get()) != 1)
    throw std::runtime_error("test server: certificate");
  for (const auto& certificate : identity.chain)
    SSL_CTX_add1_chain_cert(context_.get(), certificate.get());
  SSL_CTX_set_alpn_select_cb(context_.get(), choose_http11, nullptr);
  listen();
  acceptor_ = std::thread([this] { accept_all(); });
}

void TlsTestServer::listen() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (options_.receive_buffer_bytes > 0)
    setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &options_.receive_buffer_bytes,
               sizeof options_.receive_buffer_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, length) != 0 || ::listen(listener_, 128) != 0 ||
      getsockname(listener_, raw, &length) != 0)
    throw std::runtime_error("test server: cannot listen");
  port_ = ntohs(address.sin_port);
}

void TlsTestServer::accept_all() {
  for (;;) {
    const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const std::lock_guard lock(connections_lock_);
    if (stopping_) {
      close(descriptor);
      return;
    }
    auto& connection = *connections_.emplace_back(
        std::make_unique<ServerConnection>(descriptor, context_.get(), accepted_count_++));
    threads_.emplace_back([this, &connection] { serve(connection); });
  }
}

void TlsTestServer::serve(ServerConnection& connection) {
  // OpenSSL writes to a socket that the client may have closed. Only here: the code under test must
  // not need it.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  if (!options_.handshake || connection.shake_hands()) script_(connection);
  connection.unblock();
}

TlsTestServer::~TlsTestServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  {
    const std::lock_guard lock(connections_lock_);
    for (const auto& connection : connections_) connection->unblock();
  }
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  close(listener_);
}

}  // namespace test_support
