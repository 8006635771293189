#include "dispatcher/face/command_line_exit.hpp"

#include <cerrno>

#include "queue/error.hpp"

namespace dispatcher {

ExitCode exit_code_of(const boost::system::error_code& error) {
  if (error == queue::errc::directory_unusable) return exit_cannot_create;
  if (error == queue::errc::in_use || error == queue::errc::no_space ||
      error == queue::errc::ring_full) {
    return exit_try_later;
  }
  if (error == boost::system::errc::permission_denied) return exit_no_permission;
  if (error == boost::system::errc::no_such_file_or_directory) return exit_no_input;
  return exit_io;
}

}  // namespace dispatcher
