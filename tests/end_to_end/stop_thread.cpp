// stop_thread PID NAME: stops the one thread of the process that has this name, says "stopped" on
// standard output, and lets it go on once standard input ends. Exit 77: that is not allowed here.

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

constexpr int unable = 77;

/// 0: there is none.
pid_t thread_of(const std::string& process, const std::string& name) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + process + "/task")) {
    std::string found;
    std::ifstream(entry.path() / "comm") >> found;
    if (found == name) return std::atoi(entry.path().filename().c_str());
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: stop_thread PID NAME\n", stderr);
    return 64;
  }
  const pid_t thread = thread_of(arguments[1], arguments[2]);
  if (thread == 0) {
    std::fprintf(stderr, "stop_thread: no thread is called %s\n", arguments[2]);
    return 66;
  }
  if (::ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) != 0) {
    std::perror("stop_thread");
    return errno == EPERM || errno == ENOSYS ? unable : 1;
  }
  int status = 0;
  if (::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) != 0 ||
      ::waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) {
    std::perror("stop_thread");
    return 1;
  }
  std::puts("stopped");
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return ::ptrace(PTRACE_DETACH, thread, nullptr, nullptr) == 0 ? 0 : 1;
}
