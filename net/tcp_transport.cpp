#include "net/tcp_transport.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>

namespace net {
namespace {

boost::system::error_code system_error(int number) {
  return {number, boost::system::system_category()};
}

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

class TcpTransport final : public Transport, private PollTarget {
 public:
  TcpTransport(Poller& poller, const Address& address, TransportListener& listener)
      : poller_(poller), listener_(listener) {
    begin(address);
    if (!early_error_) watch_ = poller_.add(descriptor_, true, *this);
    if (!early_error_ && watch_ == Poller::no_watch) early_error_ = system_error(errno);
    if (early_error_) announce_failure();
  }

  ~TcpTransport() override {
    if (descriptor_ >= 0) close(CloseKind::reset);
  }

  boost::system::error_code connect_error() override;
  IoResult read(std::span<std::byte> into) override;
  IoResult write(std::span<const std::byte> from) override;
  void await_writable() override { poller_.want_writable(watch_, true); }
  std::size_t unacknowledged_bytes() override;
  bool was_silent(TimePoint now) const override { return poller_.was_silent(watch_, now); }
  void close(CloseKind kind) override;

 private:
  void begin(const Address& address);
  void announce_failure();
  void on_poll(bool readable, bool writable) override;

  Poller& poller_;
  TransportListener& listener_;
  boost::system::error_code early_error_;
  Poller::Watch watch_ = Poller::no_watch;
  int descriptor_ = -1;
  bool connected_ = false;
};

void TcpTransport::begin(const Address& address) {
  descriptor_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) {
    early_error_ = system_error(errno);
    return;
  }
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(descriptor_, address.get(), address.length_bytes) != 0 && errno != EINPROGRESS)
    early_error_ = system_error(errno);
}

/// An error known at once is still told by the next poll, through a descriptor that is writable.
void TcpTransport::announce_failure() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor_ >= 0) watch_ = poller_.add(descriptor_, true, *this);
}

void TcpTransport::on_poll(bool readable, bool writable) {
  if (!connected_) {
    connected_ = true;
    poller_.want_writable(watch_, false);
    listener_.on_transport({.readable = false, .writable = true});
    return;
  }
  if (writable) poller_.want_writable(watch_, false);
  listener_.on_transport({.readable = readable, .writable = writable});
}

boost::system::error_code TcpTransport::connect_error() {
  if (early_error_) return early_error_;
  int error = 0;
  socklen_t error_bytes = sizeof error;
  getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &error_bytes);
  return system_error(error);
}

IoResult TcpTransport::read(std::span<std::byte> into) {
  const auto got = recv(descriptor_, into.data(), into.size(), 0);
  if (got > 0) return {IoStatus::done, static_cast<std::size_t>(got)};
  if (got == 0) return {.status = IoStatus::end};
  if (would_block(errno)) return {.status = IoStatus::would_block};
  return {.status = IoStatus::failed, .error = system_error(errno)};
}

IoResult TcpTransport::write(std::span<const std::byte> from) {
  const auto put = send(descriptor_, from.data(), from.size(), MSG_NOSIGNAL);
  if (put > 0) return {IoStatus::done, static_cast<std::size_t>(put)};
  if (put < 0 && !would_block(errno))
    return {.status = IoStatus::failed, .error = system_error(errno)};
  return {.status = IoStatus::would_block};
}

std::size_t TcpTransport::unacknowledged_bytes() {
  int count = 0;
  const bool known = ioctl(descriptor_, SIOCOUTQ, &count) == 0 && count > 0;
  return known ? static_cast<std::size_t>(count) : 0;
}

void TcpTransport::close(CloseKind kind) {
  assert(descriptor_ >= 0);
  if (watch_ != Poller::no_watch) poller_.remove(watch_);
  watch_ = Poller::no_watch;
  if (kind == CloseKind::reset) {
    // Lingering for 0 s drops what was not sent and answers what still arrives by a reset.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace

std::unique_ptr<Transport> TcpConnector::connect(const Address& address,
                                                 TransportListener& listener) {
  return std::make_unique<TcpTransport>(poller_, address, listener);
}

}  // namespace net
