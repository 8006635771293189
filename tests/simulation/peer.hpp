#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/network.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/support/tls_test_server.hpp"

namespace simulation {

/// Certificate and contexts of all runs of a program: they take longer than a run.
class Certificates {
 public:
  Certificates();
  const std::string& ca_file() const { return authority_.ca_file(); }
  ssl_ctx_st* context() const { return context_.get(); }

 private:
  test_support::TestAuthority authority_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

/// The provider's end of a stream: TLS in memory, and requests one after the other.
class TlsPeer final : public Peer {
 public:
  TlsPeer(const std::shared_ptr<Wire>& wire, const Certificates& certificates, Provider& provider,
          Plant plant);
  ~TlsPeer() override;
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  void on_bytes(std::string_view bytes, TimePoint written_at) override;
  void on_end() override {}
  bool is_established() const override { return SSL_is_init_finished(ssl_) == 1; }

 private:
  void take_requests(TimePoint written_at);
  bool answer(const std::string& bytes, After after);
  void flush();

  std::weak_ptr<Wire> wire_;  // which owns this
  Provider& provider_;
  const Plant plant_;
  SSL* ssl_;
  std::string unread_;                 // plain text of a request that is not whole
  std::optional<TimePoint> begun_at_;  // when the client wrote the first byte of the next request
  std::uint32_t requests_count_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace simulation
