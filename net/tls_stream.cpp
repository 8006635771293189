#include "net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cassert>
#include <ctime>
#include <new>
#include <utility>

#include "net/certificate_refusal.hpp"
#include "net/exchange.hpp"
#include "net/url.hpp"

namespace net {
namespace {

/// SSL_get_error looks into the thread's error queue, so nobody's old error may stand there.
void begin_with_an_empty_error_queue() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

/// SNI is for names only (RFC 6066 section 3); an address is compared with the addresses in the
/// certificate.
bool expect_host(SSL* ssl, const std::string& host) {
  if (is_ip_address(host))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

std::string last_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason != nullptr ? reason : "no reason given";
}

}  // namespace

void TlsStream::FreeSsl::operator()(ssl_st* ssl) const {
  // Without a mark that the stream was shut, OpenSSL would forbid to resume its session.
  SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(ssl);
}

TlsStream::TlsStream(std::shared_ptr<Trust> trust, const std::string& host, Transport& transport)
    : trust_(std::move(trust)), host_(host), ssl_(SSL_new(trust_->tls->context())) {
  channel_.transport = &transport;
  auto* bio = ssl_ ? make_transport_bio(trust_->tls->bio_method(), channel_) : nullptr;
  // Only a lack of memory comes here, and a host that cannot be expected must never be trusted.
  if (bio == nullptr || !expect_host(ssl_.get(), host)) throw std::bad_alloc();
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
  trust_->sessions.attach(ssl_.get());
}

TlsStream::~TlsStream() = default;

TlsResult TlsStream::handshake(std::string& detail) {
  begin_with_an_empty_error_queue();
  auto result = result_of(SSL_do_handshake(ssl_.get()));
  if (result.status != TlsStatus::failed && result.status != TlsStatus::closed) return result;
  result.status = TlsStatus::failed;
  const long verdict = SSL_get_verify_result(ssl_.get());
  if (verdict != X509_V_OK) {
    result.error = errc::certificate_refused;
    detail = certificate_refusal(verdict, host_);
  } else if (result.error == errc::tls_broken || result.error == errc::closed) {
    const bool cut = result.error == errc::closed;
    result.error = errc::handshake_failed;
    detail = "the TLS handshake with " + host_ +
             " failed: " + (cut ? "the server closed the connection" : last_reason());
  } else {
    detail = "the TLS handshake with " + host_ + " failed: " + result.error.message();
  }
  ERR_clear_error();
  return result;
}

bool TlsStream::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

std::chrono::sys_seconds TlsStream::certificate_ends() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  std::tm ends{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &ends) != 1) {
    return {};
  }
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&ends)));
}

TlsResult TlsStream::read(std::span<char> into) {
  begin_with_an_empty_error_queue();
  std::size_t count = 0;
  const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
  if (returned == 1) return {TlsStatus::done, count};
  return result_of(returned);
}

TlsResult TlsStream::write(std::string_view bytes) {
  assert(!bytes.empty() && bytes.size() <= tls_record_bytes_max);
  begin_with_an_empty_error_queue();
  const int returned = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (returned > 0) {
    assert(static_cast<std::size_t>(returned) == bytes.size());  // no partial mode
    return {TlsStatus::done};
  }
  return result_of(returned);
}

bool TlsStream::holds_received_bytes() const { return SSL_has_pending(ssl_.get()) == 1; }

void TlsStream::say_goodbye() {
  begin_with_an_empty_error_queue();
  if (SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

TlsResult TlsStream::result_of(int returned) {
  if (returned > 0) return {TlsStatus::done};
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {TlsStatus::wants_read};
    case SSL_ERROR_WANT_WRITE:
      return {TlsStatus::wants_write};
    case SSL_ERROR_ZERO_RETURN:
      return {.status = TlsStatus::closed, .error = errc::closed};
    default:
      break;
  }
  if (channel_.read_error) return {.status = TlsStatus::failed, .error = channel_.read_error};
  if (channel_.ended) return {.status = TlsStatus::failed, .error = errc::closed};
  if (channel_.write_error) return {.status = TlsStatus::failed, .error = channel_.write_error};
  return {.status = TlsStatus::failed, .error = errc::tls_broken};
}

}  // namespace net
