#include "dispatcher/face/command_line_console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string_view>

#include "dispatcher/face/log_journal.hpp"

namespace dispatcher {
namespace {

ProgressStyle style_of_terminal(int descriptor) {
  ProgressStyle style;
  const char* term = std::getenv("TERM");
  style.terminal = ::isatty(descriptor) != 0 && term != nullptr && std::string_view(term) != "dumb";
  style.silent = stderr_is_journal();
  const char* no_color = std::getenv("NO_COLOR");
  style.color = style.terminal && (no_color == nullptr || *no_color == '\0');
  struct winsize size {};
  if (style.terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.columns = size.ws_col;
  }
  return style;
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Console standard_console() {
  std::signal(SIGPIPE, SIG_IGN);
  return {std::cout, std::cerr, style_of_terminal(STDERR_FILENO),
          style_of_terminal(STDOUT_FILENO).terminal};
}

void block_stop_signals() {
  const auto signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

StopSignals::StopSignals() { block_stop_signals(); }

StopSignals::~StopSignals() {
  const auto signals = stop_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

bool wait_for_stop(std::chrono::milliseconds duration) {
  const auto signals = stop_signals();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const timespec timeout{seconds.count(), std::chrono::nanoseconds(duration - seconds).count()};
  return ::sigtimedwait(&signals, nullptr, &timeout) > 0;
}

}  // namespace dispatcher
