#include "dispatcher/face/hang_up.hpp"

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

namespace dispatcher {

struct HangUp::Signals {
  explicit Signals(boost::asio::io_context& io) : set(io, SIGHUP) {}

  void await() {
    set.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      on_hang_up();
      await();
    });
  }

  boost::asio::signal_set set;
  std::function<void()> on_hang_up;
};

HangUp::HangUp(net::Runtime& runtime) : signals_(std::make_unique<Signals>(runtime.io())) {}
HangUp::~HangUp() = default;

void HangUp::listen(std::function<void()> on_hang_up) {
  signals_->on_hang_up = std::move(on_hang_up);
  signals_->await();
}

}  // namespace dispatcher
