#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace test_support {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;

struct Identity {
  KeyPtr key{nullptr, &EVP_PKEY_free};
  CertificatePtr certificate{nullptr, &X509_free};
  std::vector<CertificatePtr> chain{};  ///< sent along, the issuer first
};

struct CertificateOptions {
  /// As in a configuration of OpenSSL: "DNS:name" and "IP:address", by commas.
  std::string subject_alt_name = "DNS:localhost,IP:127.0.0.1";
  std::chrono::seconds valid_from{-3600};  ///< from now
  std::chrono::seconds valid_until{3600};
  int rsa_bits = 0;  ///< 0: an elliptic curve key
  bool self_signed = false;
  const char* digest = "SHA256";  ///< of the signature
  /// Issued by an authority in between, whose certificate is sent along or is not.
  enum class Intermediate : std::uint8_t { none, sent, missing } intermediate = Intermediate::none;
  bool sends_root = false;  ///< the authority's own certificate is sent along
};

/// A certificate authority made for one test.
class TestAuthority {
 public:
  TestAuthority();
  Identity issue(const CertificateOptions& options = {}) const;
  /// A PEM file with the authority's certificate, gone with the authority.
  const std::string& ca_file() const { return ca_file_; }
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

 private:
  Identity identity_;
  std::string ca_file_;
};

/// The server's end of one connection, for a script; every call blocks, for ten seconds at most.
class ServerConnection {
 public:
  ServerConnection(int descriptor, SSL_CTX* context, std::size_t number);
  ~ServerConnection();
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;

  bool shake_hands();
  bool resumed() const { return SSL_session_reused(ssl_) == 1; }
  std::string alpn() const;
  std::string server_name() const;
  std::size_t number() const { return number_; }  ///< the first connection is number 0

  /// One request, head and body by its Content-Length; empty when the client ended.
  std::string read_request();
  void send(std::string_view bytes);  ///< under TLS
  void send_ticket();                 ///< a session ticket alone
  void update_keys();                 ///< alone, and asks the client to do so too
  void send_plain(std::string_view bytes);
  void wait_for_bytes();  ///< until some have come, which stay unread
  void wait_for_end();    ///< until the client closes
  void say_goodbye();     ///< close_notify
  void finish();          ///< a TCP end without close_notify
  void reset();
  void unblock();  ///< from any thread: what blocks here returns

 private:
  SSL* ssl_;
  std::atomic<int> descriptor_;
  std::size_t number_;
  std::string unread_;
};

/// A TLS server on a free port of 127.0.0.1 that runs `script` on a thread per connection; the
/// connection ends with its script.
class TlsTestServer {
 public:
  using Script = std::function<void(ServerConnection&)>;

  struct Options {
    bool handshake = true;         ///< before the script
    int receive_buffer_bytes = 0;  ///< of accepted sockets; 0: the system's
    int tls_version_max = TLS1_3_VERSION;
  };

  TlsTestServer(const Identity& identity, Script script);
  TlsTestServer(const Identity& identity, Script script, const Options& options);
  ~TlsTestServer();
  TlsTestServer(const TlsTestServer&) = delete;
  TlsTestServer& operator=(const TlsTestServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::size_t accepted_count() const { return accepted_count_; }

 private:
  void listen();
  void accept_all();
  void serve(ServerConnection& connection);

  Options options_;
  Script script_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> accepted_count_{0};
  std::atomic<bool> stopping_{false};
  std::mutex connections_lock_;
  std::vector<std::unique_ptr<ServerConnection>> connections_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace test_support
