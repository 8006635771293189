#pragma once

#include <boost/system/error_code.hpp>
#include <string>

namespace dispatcher {

/// What a command tells the shell; the numbers of sysexits.h.
enum ExitCode : int {
  exit_done = 0,
  exit_not_all = 1,         ///< not every message became what it should (sent, or cancelled)
  exit_usage = 64,          ///< the command line is wrong
  exit_data = 65,           ///< a line of the input is wrong
  exit_no_input = 66,       ///< what should be read is not there
  exit_software = 70,       ///< our own mistake
  exit_cannot_create = 73,  ///< the spool cannot be made
  exit_io = 74,             ///< the disk failed, or what it holds is damaged
  exit_try_later = 75,      ///< in use, full, or on hold
  exit_no_permission = 77,
  exit_config = 78,
};

/// For an error of the spool, or of the system under it.
ExitCode exit_code_of(const boost::system::error_code& error);

}  // namespace dispatcher
