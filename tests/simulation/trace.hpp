#pragma once

#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string_view>

#include "tests/simulation/agenda.hpp"

namespace simulation {

/// What happened, as one number; and for people, when they ask for it, as lines. Nothing of a TLS
/// stream may come in: its bytes are random.
class Trace {
 public:
  explicit Trace(const Agenda& agenda) : agenda_(agenda) {}

  bool is_shown = false;

  /// \param subject  the message, connection or request that it is about
  void note(std::string_view what, std::uint64_t subject = 0, std::uint64_t value = 0) {
    mix(static_cast<std::uint64_t>(agenda_.elapsed().count()));
    for (const char c : what) mix(static_cast<unsigned char>(c));
    mix(subject);
    mix(value);
    if (!is_shown) return;
    const double seconds = static_cast<double>(agenda_.elapsed().count()) / 1e9;
    std::cout << std::fixed << std::setprecision(6) << std::setw(12) << seconds << "  " << what
              << ' ' << subject;
    if (value != 0) std::cout << ' ' << value;
    std::cout << std::endl;
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void mix(std::uint64_t value) {
    hash_ = (hash_ ^ value) * 0x100000001b3;
    hash_ ^= hash_ >> 29U;
  }

  const Agenda& agenda_;
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace simulation
