#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/local_http.hpp"

/// The answers on the control socket. Each is one JSON object, with a line end for whoever looks at
/// it in a terminal. Pure.
namespace dispatcher {

namespace http_status {
inline constexpr int ok = 200;
inline constexpr int created = 201;
inline constexpr int bad_request = 400;
inline constexpr int unauthorized = 401;
inline constexpr int forbidden = 403;
inline constexpr int not_found = 404;
inline constexpr int method_not_allowed = 405;
inline constexpr int conflict = 409;
inline constexpr int content_too_large = 413;
inline constexpr int unsupported_media_type = 415;
inline constexpr int misdirected = 421;
inline constexpr int unprocessable = 422;
inline constexpr int too_many = 429;
inline constexpr int server_error = 500;
inline constexpr int unavailable = 503;
}  // namespace http_status

/// Why nothing was done, and asking again later may help.
enum class Unavailable : std::uint8_t {
  busy = 1,  ///< more is asked at once than the spool takes
  draining,  ///< the daemon is about to end
  no_space,  ///< the reserve or the disk is full
  failed,    ///< the spool can write no more
  backlog,   ///< more messages wait than are to wait at once
  age,       ///< the oldest message that may be sent has waited for too long
};

std::string_view name_of(Unavailable reason);

net::LocalResponse answer(int status, std::string json);

/// {"error","remedy"}
net::LocalResponse answer_error(int status, std::string_view error, std::string_view remedy);

/// 503 {"error","remedy","reason"}, and after how long to ask again; 429 where what was accepted
/// before has to go first.
net::LocalResponse answer_unavailable(Unavailable reason);

/// The same for an error of the spool.
net::LocalResponse answer_unavailable(const boost::system::error_code& error);

}  // namespace dispatcher
