#include "tests/simulation/peer.hpp"

#include <openssl/err.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace simulation {
namespace {

/// The length of the first request in `bytes`; 0: it is not whole yet.
std::size_t request_length(std::string_view bytes) {
  constexpr std::string_view field = "Content-Length: ";
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == bytes.npos) return 0;
  std::size_t body_bytes = 0;
  const auto at = bytes.find(field);
  if (at < head_end) {
    std::from_chars(bytes.data() + at + field.size(), bytes.data() + head_end, body_bytes);
  }
  const std::size_t whole = head_end + 4 + body_bytes;
  return bytes.size() >= whole ? whole : 0;
}

}  // namespace

Certificates::Certificates() : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
  const test_support::Identity identity = authority_.issue();
  SSL_CTX_use_certificate(context_.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context_.get(), identity.key.get());
  SSL_CTX_set_num_tickets(context_.get(), 1);
  SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
  if (SSL_CTX_check_private_key(context_.get()) != 1) throw std::runtime_error("no key");
}

TlsPeer::TlsPeer(const std::shared_ptr<Wire>& wire, const Certificates& certificates,
                 Provider& provider, Plant plant)
    : wire_(wire), provider_(provider), plant_(plant), ssl_(SSL_new(certificates.context())) {
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(ssl_);
}

TlsPeer::~TlsPeer() {
  SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(ssl_);
}

void TlsPeer::on_bytes(std::string_view bytes, TimePoint written_at) {
  if (!begun_at_) begun_at_ = written_at;
  BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
  std::array<char, 16 * 1024> piece;
  for (;;) {
    const int got = SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()));
    if (got <= 0) break;
    unread_.append(piece.data(), static_cast<std::size_t>(got));
  }
  ERR_clear_error();
  flush();
  take_requests(written_at);
  const bool is_whole =
      unread_.empty() && BIO_ctrl_pending(SSL_get_rbio(ssl_)) == 0 && SSL_has_pending(ssl_) == 0;
  if (is_whole) begun_at_.reset();
}

void TlsPeer::take_requests(TimePoint written_at) {
  constexpr std::uint32_t twice_each = 7;
  while (const std::size_t length = request_length(unread_)) {
    Request request;
    const bool known = parse_request(std::string_view(unread_).substr(0, length), request);
    unread_.erase(0, length);
    if (!known) throw std::runtime_error("a request that the provider does not know");
    request.begun_at = *begun_at_;
    request.written_at = written_at;
    const auto door = [this, alive = std::weak_ptr(alive_)](const std::string& answered,
                                                            After after) {
      return !alive.expired() && answer(answered, after);
    };
    const bool twice =
        plant_ == Plant::request_twice && request.is_post && ++requests_count_ % twice_each == 0;
    if (twice) provider_.on_request(request, [](const std::string&, After) { return false; });
    provider_.on_request(std::move(request), door);
  }
}

bool TlsPeer::answer(const std::string& bytes, After after) {
  const auto wire = wire_.lock();
  if (!wire || !wire->is_open()) return false;
  if (!bytes.empty()) SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
  flush();
  if (after == After::finish) wire->end(StreamEnd::finish);
  if (after == After::reset) wire->end(StreamEnd::reset);
  return true;
}

void TlsPeer::flush() {
  BIO* out = SSL_get_wbio(ssl_);
  const auto wire = wire_.lock();
  if (const auto count = BIO_ctrl_pending(out); count > 0 && wire) {
    std::string bytes(count, '\0');
    BIO_read(out, bytes.data(), static_cast<int>(count));
    wire->send(std::move(bytes));
  }
}

}  // namespace simulation
