#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace net {

template <class T>
using Result = boost::system::result<T>;

/// What can go wrong on the wire and around it; the system's own errors travel as themselves.
enum class errc {
  certificate_refused = 1,  ///< chain, validity or host name; the text says which
  handshake_failed,         ///< TLS ended before it began
  timed_out,                ///< the deadline of the phase passed
  closed_before_write,      ///< an idle connection was found closed or with data on it
  closed,                   ///< the peer ended the connection
  malformed_response,       ///< not HTTP/1.1, or its head is over the bound
  too_many_informational,   ///< more than 8 answers of the 1xx kind
  bad_base_url,             ///< not https://host[:port]
  tls_setup_failed,         ///< a trust store or setting that OpenSSL refuses
  tls_broken,               ///< after the handshake: an alert, or a record that does not verify
  body_too_large,           ///< the body of an answer is over its bound
  socket_refused,           ///< a path that cannot become a local socket
  socket_in_use,            ///< another process listens on the local socket
  nobody_listens,           ///< no local socket, or nobody behind it
};

boost::system::error_code make_error_code(errc e);

}  // namespace net

template <>
struct boost::system::is_error_code_enum<net::errc> : std::true_type {};
