#include "dispatcher/face/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace dispatcher {

std::size_t raise_descriptors_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const auto before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

std::size_t clients_max(std::size_t descriptors_max) {
  constexpr std::size_t least = 16;
  constexpr std::size_t most = 1024;
  return std::clamp(descriptors_max / 8, least, most);
}

}  // namespace dispatcher
