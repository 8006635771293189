#pragma once

#include <chrono>
#include <cstdint>

namespace simulation {

/// The same numbers with every compiler and library (those of <random>'s distributions are not).
/// \see https://prng.di.unimi.it/splitmix64.c
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
    return z ^ (z >> 31U);
  }
  /// 0..count-1; `count` is above 0.
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  /// From `least` to `most`, in microseconds.
  std::chrono::microseconds between(std::chrono::microseconds least,
                                    std::chrono::microseconds most) {
    const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
    return least + std::chrono::microseconds{static_cast<std::int64_t>(below(span))};
  }

 private:
  std::uint64_t state_;
};

/// A source of its own for each question: what is drawn for one thing does not depend on how much
/// was drawn for others, so a run stays alike when something is left out of it.
inline Random draw(std::uint64_t seed, std::uint64_t about, std::uint64_t number) {
  Random first(seed ^ (about * 0xd6e8feb86659fd93));
  return Random(first.next() ^ (number * 0xa0761d6478bd642f));
}

}  // namespace simulation
