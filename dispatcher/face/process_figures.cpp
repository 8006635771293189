#include "dispatcher/face/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "dispatcher/face/summary.hpp"

namespace dispatcher {
namespace {

std::uint64_t count_open_fds() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::uint64_t count = 0;
  while (!error && entry != std::filesystem::directory_iterator()) {
    ++count;
    entry.increment(error);
  }
  return count > 0 ? count - 1 : 0;  // one is the look itself
}

}  // namespace

ProcessFigures figures_of_process() {
  ProcessFigures figures;
  figures.cpu_s = usage_of_process({}).cpu_s;
  const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::ifstream("/proc/self/statm") >> figures.virtual_bytes >> figures.resident_bytes;  // in pages
  figures.virtual_bytes *= page_bytes;
  figures.resident_bytes *= page_bytes;
  figures.open_fds = count_open_fds();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.fds_max = limit.rlim_cur;
  return figures;
}

}  // namespace dispatcher
