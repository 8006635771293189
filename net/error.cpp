#include "net/error.hpp"

#include <string>

namespace net {
namespace {

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "net"; }

  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::certificate_refused:
        return "the server's certificate was refused";
      case errc::handshake_failed:
        return "the TLS handshake failed";
      case errc::timed_out:
        return "the deadline passed";
      case errc::closed_before_write:
        return "the idle connection had been closed by the server";
      case errc::closed:
        return "the server closed the connection";
      case errc::malformed_response:
        return "the answer is not HTTP/1.1";
      case errc::too_many_informational:
        return "too many 1xx answers came before the final one";
      case errc::bad_base_url:
        return "the base URL is not https://host[:port]";
      case errc::tls_setup_failed:
        return "TLS could not be set up";
      case errc::tls_broken:
        return "the TLS connection broke";
      case errc::body_too_large:
        return "the body of the answer is too large";
      case errc::socket_refused:
        return "the local socket cannot be made";
      case errc::socket_in_use:
        return "another process listens on the local socket";
      case errc::nobody_listens:
        return "nobody listens on the local socket";
    }
    return "unknown net error " + std::to_string(value);
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const Category category;
  return {static_cast<int>(e), category};
}

}  // namespace net
