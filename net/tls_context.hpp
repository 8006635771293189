#pragma once

#include <memory>
#include <string>

#include "net/error.hpp"
#include "net/trust_files.hpp"

// OpenSSL's own forward declarations: its headers stay out of the rooms that include this one.
struct ssl_ctx_st;
struct bio_method_st;

namespace net {

struct TlsOptions {
  /// PEM certificates trusted besides the system's store; empty: none.
  std::string ca_file;

  bool operator==(const TlsOptions&) const = default;
};

/// What every TLS connection has in common: whom to trust and what to offer. TLS 1.2 and 1.3, with
/// authenticated ciphers and ephemeral keys only; host names always verified. The provider accepts
/// exactly this list (its changelog of 2025-03-06 on cipher suites of the REST endpoints), less the
/// CBC ones. Several threads may use it.
class TlsContext {
 public:
  /// errc::tls_setup_failed, and then `detail` is a sentence for an operator that names the file.
  static Result<std::unique_ptr<TlsContext>> create(const TlsOptions& options, std::string& detail);
  ~TlsContext();

  /// Whom to trust stands otherwise on disk by now than when this was made: another context, made
  /// anew, would trust others. Cheap enough for every few seconds.
  bool is_stale() const { return files_.have_changed(); }

  ssl_ctx_st* context() const { return context_.get(); }
  bio_method_st* bio_method() const { return bio_method_.get(); }

 private:
  struct FreeContext {
    void operator()(ssl_ctx_st* context) const;
  };
  struct FreeMethod {
    void operator()(bio_method_st* method) const;
  };

  explicit TlsContext(const TlsOptions& options);
  bool configure();
  bool trust(const std::string& ca_file, std::string& detail);

  const TrustFiles files_;  // noted before anything is loaded
  std::unique_ptr<bio_method_st, FreeMethod> bio_method_;
  std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

}  // namespace net
