#include "net/local_client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "net/local_socket.hpp"
#include "net/response_reader.hpp"

namespace net {
namespace {

// A full backlog makes a connect wait: the other side is alive, but does not accept.
constexpr timeval connect_timeout{.tv_sec = 5, .tv_usec = 0};

boost::system::error_code system_error(int code) {
  return {code, boost::system::system_category()};
}

/// A blocking program of its own, without a runtime and its clock.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds timeout) : ends_(Clock::now() + timeout) {}

  /// Waits until `descriptor` can do one of `events`; says which, 0 once the time is over.
  short wait_for(int descriptor, short events) const {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(ends_ - Clock::now()).count();
      pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
      const int woken = poll(&waiting, 1, static_cast<int>(std::clamp<long>(left, 0, 60'000)));
      if (woken > 0) return waiting.revents;
      if (woken < 0 && errno != EINTR) return POLLERR;
      if (left <= 0) return 0;
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Clock::time_point ends_;
};

std::string text_of(const LocalRequest& request) {
  std::string type;
  if (!request.content_type.empty()) type = "Content-Type: " + request.content_type + "\r\n";
  return request.method + ' ' + request.target + " HTTP/1.1\r\nHost: localhost\r\n" + type +
         "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

int seconds_of(std::string_view text) {
  int seconds = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  return parsed.ec == std::errc{} && parsed.ptr == end && seconds > 0 ? seconds : 0;
}

}  // namespace

struct LocalClient::Impl {
  Impl(int connected, std::string where) : descriptor(connected), path(std::move(where)) {}
  ~Impl() { disconnect(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void disconnect() {
    if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
  }
  boost::system::error_code send_all(std::string_view text, const Deadline& deadline);
  boost::system::error_code read_answer(const Deadline& deadline);
  LocalResponse response() const;

  int descriptor;
  const std::string path;
  const std::vector<std::string> fields = {"content-type", "retry-after"};
  ResponseReader reader{fields, response_body_bytes_max};
  bool sent_whole = false;
};

/// Ends early, and well, when an answer comes before everything was sent, or the server reads no
/// more: then it said why.
boost::system::error_code LocalClient::Impl::send_all(std::string_view text,
                                                      const Deadline& deadline) {
  sent_whole = false;
  while (!text.empty()) {
    const short ready = deadline.wait_for(descriptor, POLLIN | POLLOUT);
    if (ready == 0) return errc::timed_out;
    if ((ready & POLLIN) != 0) return {};
    const auto count = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0)
      text.remove_prefix(static_cast<std::size_t>(count));
    else if (errno == EPIPE || errno == ECONNRESET)
      return {};
    else if (errno != EAGAIN && errno != EINTR)
      return system_error(errno);
  }
  sent_whole = true;
  return {};
}

/// A length stands in every answer of our server, so an end is never the end of a body.
boost::system::error_code LocalClient::Impl::read_answer(const Deadline& deadline) {
  reader.reset();
  for (auto progress = ReadProgress::wants_more; progress != ReadProgress::complete;) {
    if (deadline.wait_for(descriptor, POLLIN) == 0) return errc::timed_out;
    const auto space = reader.space();
    const auto count = ::recv(descriptor, space.data(), space.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count == 0 || (count < 0 && errno == ECONNRESET)) return errc::closed;
    if (count < 0) return system_error(errno);
    progress = reader.received(static_cast<std::size_t>(count));
    if (progress == ReadProgress::failed) return reader.error();
  }
  return {};
}

LocalResponse LocalClient::Impl::response() const {
  Exchange exchange;
  reader.describe(exchange);
  return {.status = exchange.status,
          .content_type = std::string(exchange.fields[0]),
          .body = std::string(exchange.body),
          .retry_after_s = seconds_of(exchange.fields[1])};
}

LocalClient::LocalClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LocalClient::~LocalClient() = default;
LocalClient::LocalClient(LocalClient&& other) noexcept = default;
LocalClient& LocalClient::operator=(LocalClient&& other) noexcept = default;

Result<LocalClient> LocalClient::connect(const std::filesystem::path& path, std::string& detail) {
  const auto address = local_address(path, detail);
  if (!address) return address.error();
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    detail = "no socket can be made: " + system_error(errno).message();
    return system_error(errno);
  }
  auto impl = std::make_unique<Impl>(descriptor, path.string());
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &connect_timeout, sizeof connect_timeout);
  const auto* generic = reinterpret_cast<const sockaddr*>(&*address);
  if (::connect(descriptor, generic, sizeof *address) == 0) return LocalClient(std::move(impl));
  switch (const int code = errno) {
    case ENOENT:
    case ECONNREFUSED:
      detail = "no dispatcher listens on " + path.string();
      return errc::nobody_listens;
    case EAGAIN:
      detail = "the dispatcher behind " + path.string() + " takes no connection";
      return errc::timed_out;
    default:
      detail = "connecting to " + path.string() + " failed: " + system_error(code).message();
      return system_error(code);
  }
}

Result<LocalResponse> LocalClient::call(const LocalRequest& request,
                                        std::chrono::milliseconds timeout, std::string& detail) {
  assert(impl_ != nullptr && request.method != "HEAD");
  const auto fail = [&](boost::system::error_code error) {
    impl_->disconnect();
    detail = "the dispatcher behind " + impl_->path + " did not answer: " + error.message();
    return error;
  };
  if (impl_->descriptor < 0) return fail(errc::closed);
  const Deadline deadline(timeout);
  if (const auto error = impl_->send_all(text_of(request), deadline)) return fail(error);
  if (const auto error = impl_->read_answer(deadline)) return fail(error);
  auto response = impl_->response();
  if (!impl_->sent_whole || !impl_->reader.keeps_connection()) impl_->disconnect();
  return response;
}

}  // namespace net
