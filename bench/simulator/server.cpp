#include "bench/simulator/server.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>

namespace simulator {
namespace {

constexpr std::size_t scratch_bytes = 16 * 1024;
constexpr std::uint64_t listener_tag = ~std::uint64_t{0};
constexpr std::uint64_t waker_tag = listener_tag - 1;

int require(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

void watch_for_input(int poll, int file, std::uint64_t tag) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = tag}};
  require(::epoll_ctl(poll, EPOLL_CTL_ADD, file, &event), "epoll_ctl");
}

}  // namespace

Server::Server(ServerOptions options, TlsContext context, Provider& provider, Ledger* ledger)
    : options_{options},
      context_{std::move(context)},
      provider_{provider},
      ledger_{ledger},
      faults_{options.faults},
      listener_{options.port},
      poll_{require(::epoll_create1(EPOLL_CLOEXEC), "epoll")},
      waker_{require(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")},
      scratch_(scratch_bytes) {
  watch_for_input(poll_, listener_.socket(), listener_tag);
  watch_for_input(poll_, waker_, waker_tag);
}

Server::~Server() {
  ::close(poll_);
  ::close(waker_);
}

void Server::run() {
  is_woken_ = false;
  while (!is_woken_) turn();
}

void Server::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);  // full: already awake
}

void Server::turn() {
  std::array<epoll_event, 256> events;
  const int count = ::epoll_wait(poll_, events.data(), events.size(), milliseconds_to_wait());
  judge_leftovers();
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == listener_tag) {
      accept_all();
    } else if (event.data.u64 == waker_tag) {
      std::uint64_t wakes = 0;
      is_woken_ = ::read(waker_, &wakes, sizeof wakes) == sizeof wakes;
    } else {
      on_event(static_cast<Slot>(event.data.u64), event.events);
    }
  }
  take_due();
  if (ledger_ != nullptr) ledger_->flush();
  write_answers();
  free_slots_.insert(free_slots_.end(), closed_slots_.begin(), closed_slots_.end());
  closed_slots_.clear();
}

int Server::milliseconds_to_wait() const {
  if (!leftovers_.empty()) return 0;
  if (later_.empty()) return -1;
  const auto left = later_.begin()->first - std::chrono::steady_clock::now();
  const auto rounded_up = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(rounded_up, 0, 60'000));
}

void Server::watch(Slot slot, int operation) {
  const auto& connection = *seats_[slot].connection;
  const std::uint32_t events = connection.wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN;
  epoll_event event{.events = events, .data = {.u64 = slot}};
  require(::epoll_ctl(poll_, operation, connection.socket(), &event), "epoll_ctl");
}

void Server::on_event(Slot slot, std::uint32_t events) {
  auto* const connection = seats_[slot].connection.get();
  if (connection == nullptr) return;  // closed by an earlier event of this turn
  if (connection->wants_write && (events & EPOLLOUT) != 0) {
    connection->wants_write = false;
    watch(slot, EPOLL_CTL_MOD);
    due_.push_back(slot);
  }
  if ((events & ~std::uint32_t{EPOLLOUT}) == 0) return;
  if (connection->is_secure() || shake_hands(slot)) read_all(slot);
}

void Server::read_all(Slot slot) {
  auto& connection = *seats_[slot].connection;
  do {
    const auto [io, bytes] = connection.read(scratch_);
    if (io == Connection::Io::blocked) return;
    auto& unread = connection.unread;
    if (io == Connection::Io::ended ||
        (connection.plan && unread.size() + bytes > request_bytes_max)) {
      close(slot);
      return;
    }
    if (!connection.plan) forget_wait(slot);  // it is used
    const std::string_view fresh{scratch_.data(), bytes};
    if (connection.plan) {
      unread.append(fresh);
    } else if (unread.empty()) {
      judge(slot, fresh);
    } else {
      judge(slot, unread.append(fresh));
    }
  } while (connection.has_more());
}

/// \param bytes  either the connection's `unread` or fresh ones while that is empty
void Server::judge(Slot slot, std::string_view bytes) {
  auto& seat = seats_[slot];
  auto& connection = *seat.connection;
  assert(!connection.plan);
  const auto result = read_request(bytes);
  // Not the turn's time: a request may come while the turn is under way, and must not be dated
  // before it was sent.
  const Now now{std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
  std::size_t judged_bytes = 0;
  if (result.state == ReadState::complete) {
    const Origin origin{.connection = connection.number(), .request = ++connection.requests_count};
    connection.plan = provider_.handle(result.request, origin, now, connection.answer);
    judged_bytes = result.size_bytes;
  } else if (result.state != ReadState::incomplete) {
    connection.plan = provider_.handle_malformed(result.state, now, connection.answer);
    judged_bytes = bytes.size();
  }
  if (bytes.data() == connection.unread.data()) {
    connection.unread.erase(0, judged_bytes);
  } else {
    connection.unread.assign(bytes.substr(judged_bytes));
  }
  if (!connection.plan) return;
  if (connection.plan->delay.count() == 0) {
    due_.push_back(slot);
  } else {
    seat.wait = later_.emplace(now.steady + connection.plan->delay, slot);
  }
}

void Server::judge_leftovers() {
  for (const auto slot : leftovers_) {
    if (seats_[slot].connection) judge(slot, seats_[slot].connection->unread);
  }
  leftovers_.clear();
}

void Server::take_due() {
  const auto now = std::chrono::steady_clock::now();
  while (!later_.empty() && later_.begin()->first <= now) {
    const auto slot = later_.begin()->second;
    forget_wait(slot);
    if (seats_[slot].connection->plan) {
      due_.push_back(slot);
    } else {
      end_unused(slot);
    }
  }
}

void Server::write_answers() {
  for (const auto slot : due_) {
    auto* const connection = seats_[slot].connection.get();
    if (connection == nullptr) continue;  // its client left in this turn
    const auto io = connection->write_answer();
    if (io == Connection::Io::blocked) {
      connection->wants_write = true;
      watch(slot, EPOLL_CTL_MOD);
    } else if (io == Connection::Io::ended) {
      close(slot);
    } else {
      finish_answer(slot);
    }
  }
  due_.clear();
}

void Server::finish_answer(Slot slot) {
  auto& connection = *seats_[slot].connection;
  const auto plan = *connection.plan;
  provider_.finished(plan, std::chrono::steady_clock::now());
  connection.plan.reset();
  switch (plan.ending) {
    case Plan::Ending::keep_open:
      if (!connection.unread.empty()) {
        leftovers_.push_back(slot);
      } else if (const auto delay = faults_.draw_idle_close()) {
        seats_[slot].wait = later_.emplace(std::chrono::steady_clock::now() + *delay, slot);
      }
      return;
    case Plan::Ending::close:
      connection.say_goodbye();
      break;
    case Plan::Ending::reset:
      connection.make_end_a_reset();
      break;
  }
  close(slot);
}

}  // namespace simulator
