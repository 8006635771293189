#include "dispatcher/face/boot_clock.hpp"

#include <chrono>
#include <fstream>
#include <string>

namespace dispatcher {

std::function<queue::BootClock()> boot_clock_of(const net::Runtime& runtime) {
  std::string boot_id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot_id;
  if (boot_id.empty()) return {};
  return [&runtime, boot_id] {
    const auto since_boot = runtime.boot_now().time_since_epoch();
    return queue::BootClock{
        boot_id,
        runtime.wall_now() - std::chrono::duration_cast<queue::WallTime::duration>(since_boot)};
  };
}

}  // namespace dispatcher
