#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace dispatcher {

template <class T>
using Result = boost::system::result<T>;

/// What the dispatcher could not accept or understand.
enum class errc {
  malformed_sid = 1,    ///< not the prefix of its kind and 32 hexadecimal digits
  malformed_time,       ///< not RFC 3339 with a zone, or no such moment
  malformed_record,     ///< bytes read back from the spool are not what was written
  malformed_reply,      ///< an answer's body is not the documented JSON
  malformed_header,     ///< an answer's head field does not hold what its name says
  unusable_authority,   ///< not a host name with an optional port
  unusable_credential,  ///< user name or password is empty, too long or cannot be sent
};

boost::system::error_code make_error_code(errc e);

}  // namespace dispatcher

template <>
struct boost::system::is_error_code_enum<dispatcher::errc> : std::true_type {};
