#include "tests/support/tls_test_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace test_support {
namespace {

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test server: ") + what);
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  must(extension != nullptr, "extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

KeyPtr make_key(int rsa_bits) {
  auto* key = rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits)) : EVP_EC_gen("P-256");
  must(key != nullptr, "key");
  return {key, &EVP_PKEY_free};
}

/// Signed by `issuer`, or by itself when that is null.
Identity make_identity(const char* name, const CertificateOptions& options,
                       const Identity* issuer) {
  static std::atomic<long> serial{1};
  Identity made{make_key(options.rsa_bits), {X509_new(), &X509_free}};
  auto* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), options.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), options.valid_until.count());
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  const auto& signer = issuer != nullptr ? *issuer : made;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  if (options.subject_alt_name.empty())
    add_extension(certificate, signer.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  else
    add_extension(certificate, signer.certificate.get(), NID_subject_alt_name,
                  options.subject_alt_name.c_str());
  must(X509_sign(certificate, signer.key.get(), EVP_get_digestbyname(options.digest)) > 0,
       "signature");
  return made;
}

/// Of its own, so that a stranger is a stranger and not a forgery.
std::string authority_name() {
  static std::atomic<int> number{0};
  return "test authority " + std::to_string(number++);
}

}  // namespace

TestAuthority::TestAuthority()
    : identity_(make_identity(authority_name().c_str(), {.subject_alt_name = ""}, nullptr)) {
  const char* directory = std::getenv("TMPDIR");
  std::string path = std::string(directory != nullptr ? directory : "/tmp") + "/test_ca_XXXXXX";
  const int descriptor = mkstemp(path.data());
  must(descriptor >= 0, "CA file");
  auto* file = fdopen(descriptor, "w");
  must(PEM_write_X509(file, identity_.certificate.get()) == 1, "CA file");
  fclose(file);
  ca_file_ = path;
}

TestAuthority::~TestAuthority() { unlink(ca_file_.c_str()); }

Identity TestAuthority::issue(const CertificateOptions& options) const {
  using Intermediate = CertificateOptions::Intermediate;
  const auto issue_by = [&](const Identity* issuer) {
    return make_identity("test server", options, issuer);
  };
  if (options.self_signed) return issue_by(nullptr);
  if (options.intermediate != Intermediate::none) {
    auto between = make_identity("test authority in between", {.subject_alt_name = ""}, &identity_);
    auto made = issue_by(&between);
    if (options.intermediate == Intermediate::sent)
      made.chain.push_back(std::move(between.certificate));
    return made;
  }
  auto made = issue_by(&identity_);
  if (options.sends_root) {
    X509_up_ref(identity_.certificate.get());
    made.chain.emplace_back(identity_.certificate.get(), &X509_free);
  }
  return made;
}

ServerConnection::ServerConnection(int descriptor, SSL_CTX* context, std::size_t number)
    : ssl_(SSL_new(context)), descriptor_(descriptor), number_(number) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  SSL_set_fd(ssl_, descriptor);
}

ServerConnection::~ServerConnection() {
  if (descriptor_ >= 0) close(descriptor_);
  SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(ssl_);
}

bool ServerConnection::shake_hands() { return SSL_accept(ssl_) == 1; }

std::string ServerConnection::alpn() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl_, &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::string ServerConnection::server_name() const {
  const char* name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? name : "";
}

std::string ServerConnection::read_request() {
  constexpr std::string_view length_field = "Content-Length: ";
  std::array<char, 32 * 1024> piece;
  for (;;) {
    const auto head_end = unread_.find("\r\n\r\n");
    if (head_end != unread_.npos) {
      std::size_t body_bytes = 0;
      const auto at = unread_.find(length_field);
      if (at < head_end) {
        const auto* digits = unread_.data() + at + length_field.size();
        std::from_chars(digits, unread_.data() + head_end, body_bytes);
      }
      const auto whole = head_end + 4 + body_bytes;
      if (unread_.size() >= whole) {
        auto request = unread_.substr(0, whole);
        unread_.erase(0, whole);
        return request;
      }
    }
    const int got = SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()));
    if (got <= 0) return {};
    unread_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

void ServerConnection::send(std::string_view bytes) {
  if (!bytes.empty()) SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
}

void ServerConnection::send_ticket() {
  SSL_new_session_ticket(ssl_);
  SSL_do_handshake(ssl_);
}

void ServerConnection::update_keys() {
  SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED);
  SSL_do_handshake(ssl_);
}

void ServerConnection::send_plain(std::string_view bytes) {
  [[maybe_unused]] const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void ServerConnection::wait_for_bytes() {
  char first = 0;
  [[maybe_unused]] const auto seen = recv(descriptor_, &first, 1, MSG_PEEK);
}

void ServerConnection::wait_for_end() {
  std::array<char, 4096> ignored;
  while (recv(descriptor_, ignored.data(), ignored.size(), 0) > 0) {
  }
}

void ServerConnection::say_goodbye() { SSL_shutdown(ssl_); }

void ServerConnection::finish() { shutdown(descriptor_, SHUT_WR); }

void ServerConnection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(descriptor_.exchange(-1));
}

void ServerConnection::unblock() { shutdown(descriptor_, SHUT_RDWR); }

}  // namespace test_support
