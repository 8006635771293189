#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace queue {

template <class T>
using Result = boost::system::result<T>;

/// Why the queue could not do what it was asked.
enum class errc {
  directory_unusable = 1,  ///< missing, not a directory, or not ours to write
  in_use,                  ///< another process has the spool open
  newer_format,            ///< written by a later version of this program
  damaged,                 ///< what was synced cannot be read back
  no_space,                ///< the reserve or the disk is full
  io_failed,               ///< a write or sync failed; nothing more is written until reopened
  ring_full,               ///< the spool is behind; try again later
  closing,                 ///< the spool ended before it could answer
  older_format,            ///< written by an earlier version, which this one does not read
};

boost::system::error_code make_error_code(errc e);

}  // namespace queue

template <>
struct boost::system::is_error_code_enum<queue::errc> : std::true_type {};
