#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>

/// notify_receiver SOCKET: what systemd would hear there (sd_notify(3)), a line for each message on
/// standard output: milliseconds of CLOCK_MONOTONIC, then its lines with a space between them.
int main(int count, char** arguments) {
  sockaddr_un address{};
  if (count != 2 || std::strlen(arguments[1]) >= sizeof address.sun_path) return 64;
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
  const int receiver = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  // The cast is what bind(2) asks for. NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  if (::bind(receiver, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror("notify_receiver");
    return 1;
  }
  std::array<char, 4096> message{};
  for (;;) {
    const ssize_t size = ::recv(receiver, message.data(), message.size(), 0);
    if (size < 0) return 1;
    std::string line(message.data(), static_cast<std::size_t>(size));
    std::ranges::replace(line, '\n', ' ');
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    std::printf("%lld %s\n", static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000,
                line.c_str());
    std::fflush(stdout);
  }
}
