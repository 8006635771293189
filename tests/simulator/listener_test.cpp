#include "bench/simulator/listener.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace simulator {
namespace {

/// \return  a connected socket, which blocks
int connected_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return socket;
}

TEST(Listener, FindsAFreePortAndTakesWhoComes) {
  Listener listener{0};
  EXPECT_GT(listener.port(), 0);
  EXPECT_EQ(listener.accept(), -1);
  const int client = connected_to(listener.port());
  const int accepted = listener.accept();
  EXPECT_GE(accepted, 0);
  ::close(accepted);
  ::close(client);
}

TEST(Listener, TakesThePortOfTheOneBeforeIt) {
  std::uint16_t port = 0;
  int client = -1;
  {
    Listener first{0};
    port = first.port();
    client = connected_to(port);
    close_by_reset(first.accept());
  }
  EXPECT_EQ(Listener{port}.port(), port);
  ::close(client);
}

TEST(Listener, RefusesAPortThatIsTaken) {
  const Listener first{0};
  EXPECT_THROW(Listener{first.port()}, std::system_error);
}

TEST(CloseByReset, IsWhatTheClientSees) {
  Listener listener{0};
  const int client = connected_to(listener.port());
  close_by_reset(listener.accept());
  char byte = 0;
  EXPECT_EQ(::recv(client, &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  ::close(client);
}

}  // namespace
}  // namespace simulator
