#pragma once

#include "bench/limits_model.hpp"

/// The same for whoever sends: what each is about stands in tests/end_to_end/limit_test.sh.
namespace dispatcher::limits {

struct Figures {
  double used_percent = 0;  ///< of what the provider would have taken
  double refused_percent = 0;
  std::size_t first_second_count = 0;
  double later_used_percent = 0;  ///< once the provider takes more
  double later_refused_percent = 0;
  nanoseconds urgent_p99{};
};

inline double percent(std::size_t part, std::size_t whole) {
  return 100 * static_cast<double>(part) / static_cast<double>(whole);
}

/// To participants in turns.
inline void accept(Model& model, std::size_t service, std::size_t count, Priority priority) {
  for (std::size_t i = 0; i < count; ++i) {
    model.accept(0ns, {.service = service,
                       .participant = static_cast<std::uint32_t>(i % 1000),
                       .priority = priority});
  }
}

/// One Service with 3,000 messages at 30/s.
inline Figures steady(unsigned seed, Sender& sender) {
  Model model(seed, 1, sender);
  accept(model, 0, 3000, Priority::normal);
  model.run_until(110s);
  return {.used_percent = percent(model.taken(10s, 95s), 85 * 30),
          .refused_percent = model.refused_percent(0s, 110s),
          .first_second_count = model.taken(0s, 1s)};
}

/// 200 Services with 450 messages each share 100 requests in flight.
inline Figures cap(unsigned seed, Sender& sender) {
  Model model(seed, 200, sender);
  for (std::size_t service = 0; service < 200; ++service) {
    accept(model, service, 450, Priority::normal);
  }
  model.run_until(90s);
  const nanoseconds took = model.last_taken() + 80ms;
  return {.used_percent = model.in_flight_mean(0s, took),  // of 100
          .refused_percent = model.refused_percent(0s, 90s)};
}

/// The provider takes 12/s for 75 s, then 30/s.
inline Figures lower(unsigned seed, Sender& sender) {
  Model model(seed, 1, sender);
  accept(model, 0, 6000, Priority::normal);
  model.limits.window_max = 60;
  model.run_until(75s);
  model.limits.window_max = 150;
  model.run_until(136s);
  return {.used_percent = percent(model.taken(15s, 75s), 60 * 12),
          .refused_percent = model.refused_percent(15s, 75s),
          .later_used_percent = percent(model.taken(125s, 135s), 10 * 30),
          .later_refused_percent = model.refused_percent(125s, 135s)};
}

/// The provider takes 40 in flight, for a minute 20, then 40 again.
struct CapFigures {
  double used_percent = 0, refused_percent = 0;                ///< from second 10 to 60
  double shared_used_percent = 0, shared_refused_percent = 0;  ///< to 120
  double back_used_percent = 0, back_refused_percent = 0;      ///< from 165 to 185
};
inline CapFigures lower_cap(unsigned seed, Sender& sender) {
  Model model(seed, 100, sender);
  for (std::size_t service = 0; service < 100; ++service) {
    accept(model, service, 1000, Priority::normal);
  }
  model.limits.in_flight_max = 40;
  model.run_until(60s);
  model.limits.in_flight_max = 20;
  model.run_until(120s);
  model.limits.in_flight_max = 40;
  model.run_until(186s);
  return {.used_percent = model.in_flight_mean(10s, 60s) * 100 / 40,
          .refused_percent = model.refused_percent(10s, 60s),
          .shared_used_percent = model.in_flight_mean(61s, 120s) * 100 / 20,
          .shared_refused_percent = model.refused_percent(61s, 120s),
          .back_used_percent = model.in_flight_mean(165s, 185s) * 100 / 40,
          .back_refused_percent = model.refused_percent(165s, 185s)};
}

/// Behind 100,000 bulk messages of the same Service an urgent one comes twice a second (never at
/// the same moment of a slot).
inline Figures urgent(unsigned seed, Sender& sender) {
  Model model(seed, 1, sender);
  accept(model, 0, 100'000, Priority::bulk);
  for (std::uint32_t i = 0; i < 240; ++i) {
    model.accept(1s + i * 497ms, {.participant = 1'000'000 + i % 50, .priority = Priority::urgent});
  }
  model.run_until(122s);
  return {.used_percent = percent(model.taken(5s, 120s), 115 * 30),
          .refused_percent = model.refused_percent(0s, 122s),
          .urgent_p99 = model.wait(Priority::urgent, 0.99)};
}

}  // namespace dispatcher::limits
