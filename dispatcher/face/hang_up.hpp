#pragma once

#include <functional>
#include <memory>

#include "net/runtime.hpp"

namespace dispatcher {

/// SIGHUP. From the moment this is made it ends the process no more: it is kept until somebody
/// listens and `runtime` runs. The runtime's thread, like all calls.
class HangUp {
 public:
  explicit HangUp(net::Runtime& runtime);
  ~HangUp();

  /// From now on told each time; several that came together may be one.
  void listen(std::function<void()> on_hang_up);

 private:
  struct Signals;
  std::unique_ptr<Signals> signals_;
};

}  // namespace dispatcher
