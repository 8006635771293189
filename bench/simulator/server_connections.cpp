// How connections come and go.

#include <sys/epoll.h>
#include <unistd.h>

#include "bench/simulator/server.hpp"

namespace simulator {

void Server::accept_all() {
  for (int socket = listener_.accept(); socket >= 0; socket = listener_.accept()) {
    const auto fate = faults_.draw_connect();
    if (fate == ConnectFate::refused) {
      ++provider_.counters().connections;
      ++provider_.counters().faults["refuse-connect"];
      close_by_reset(socket);
    } else {
      seat(socket, fate);
    }
  }
}

void Server::seat(int socket, ConnectFate fate) {
  if (free_slots_.empty() && seats_.size() == options_.connections_max) {
    ++provider_.counters().connections_refused;
    ::close(socket);
    return;
  }
  Slot slot = static_cast<Slot>(seats_.size());
  if (free_slots_.empty()) {
    seats_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  const auto number = ++provider_.counters().connections;
  seats_[slot].connection = std::make_unique<Connection>(socket, *context_, number);
  seats_[slot].handshake_is_cut = fate == ConnectFate::handshake_cut;
  watch(slot, EPOLL_CTL_ADD);
}

/// \return  whether requests may follow; if not, the connection waits or is gone
bool Server::shake_hands(Slot slot) {
  auto& connection = *seats_[slot].connection;
  auto& counters = provider_.counters();
  if (seats_[slot].handshake_is_cut) {
    if (connection.cut_handshake() == Connection::Io::blocked) return false;
    ++counters.faults["cut-handshake"];
    close(slot);
    return false;
  }
  const auto io = connection.shake_hands();
  if (io == Connection::Io::done) {
    ++counters.handshakes;
    if (connection.is_resumed()) ++counters.handshakes_resumed;
    return true;
  }
  if (io == Connection::Io::ended) {
    ++counters.handshakes_failed;
    close(slot);
  }
  return false;
}

void Server::close(Slot slot) {
  auto& seat = seats_[slot];
  if (const auto& plan = seat.connection->plan) {
    provider_.finished(*plan, std::chrono::steady_clock::now());
  }
  forget_wait(slot);
  seat = {};
  closed_slots_.push_back(slot);
}

void Server::forget_wait(Slot slot) {
  auto& wait = seats_[slot].wait;
  if (wait) later_.erase(*wait);
  wait.reset();
}

void Server::end_unused(Slot slot) {
  ++provider_.counters().faults["close-idle"];
  seats_[slot].connection->say_goodbye();
  close(slot);
}

}  // namespace simulator
