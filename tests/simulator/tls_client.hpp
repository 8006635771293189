#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace simulator {

/// What came back for one request.
struct ClientAnswer {
  enum class End { complete, closed, reset, timeout };
  End end = End::complete;
  int status = 0;
  std::string head{};
  std::string body{};
};

/// A plain, blocking TLS client for tests: verifies the server's certificate for localhost against
/// one authority.
class TlsClient {
 public:
  /// \param authority  trusted, and nothing else; throws std::runtime_error when connect or
  /// handshake fail \param session    to resume; may be null
  TlsClient(std::uint16_t port, X509& authority, SSL_SESSION* session = nullptr);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  void send(const std::string& bytes);
  /// Waits at most 10 s.
  ClientAnswer receive();
  ClientAnswer ask(const std::string& request);

  bool is_resumed() const { return SSL_session_reused(tls_.get()) == 1; }
  std::string protocol() const;  ///< by ALPN
  /// To be freed by the caller.
  SSL_SESSION* session() const { return SSL_get1_session(tls_.get()); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
  };

  ClientAnswer::End read_more();

  int socket_ = -1;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> tls_;
  std::string unread_;
};

}  // namespace simulator
