#pragma once

#include "dispatcher/face/control_context.hpp"

namespace dispatcher {

/// Where intake is bound by an age: keeps up to date, once a second, since when the oldest message
/// may go (ControlContext::sendable_since). One thread, the daemon's.
class AgeWatch {
 public:
  /// \param context  outlives it, and every answer of the daemon
  explicit AgeWatch(ControlContext& context);

 private:
  void look();

  ControlContext& context_;
  net::Timer again_;
};

}  // namespace dispatcher
