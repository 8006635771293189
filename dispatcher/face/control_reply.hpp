#pragma once

#include <string>

#include "dispatcher/face/command_line_exit.hpp"
#include "net/local_http.hpp"

namespace dispatcher {

/// What the daemon says when it does not do what it was asked.
struct ControlRefusal {
  std::string sentence;  ///< "error; remedy"
  std::string reason;    ///< of a 503: "busy", "draining" ..; or empty
  ExitCode exit_code = exit_software;
};

/// For an answer other than 200; also when it is not ours. Pure.
ControlRefusal refusal_of(const net::LocalResponse& response);

}  // namespace dispatcher
