#include "bench/simulator/network_faults.hpp"

#include <charconv>

#include "bench/simulator/duration.hpp"

namespace simulator {
namespace {

/// So that connections and answers, which have the run's one seed, do not draw the same numbers.
constexpr std::uint64_t other_than_answers = 0x6e657477'6f726b73;

}  // namespace

NetworkFaults::NetworkFaults(NetworkFaultOptions options)
    : options_{options}, random_{options.seed ^ other_than_answers} {}

double NetworkFaults::draw() { return std::uniform_real_distribution<double>{0.0, 1.0}(random_); }

ConnectFate NetworkFaults::draw_connect() {
  const double drawn = draw();
  if (drawn < options_.refuse_connects) return ConnectFate::refused;
  if (drawn < options_.refuse_connects + options_.cut_handshakes) return ConnectFate::handshake_cut;
  return ConnectFate::served;
}

std::optional<std::chrono::microseconds> NetworkFaults::draw_idle_close() {
  if (options_.idle_close.probability == 0 || draw() >= options_.idle_close.probability) {
    return std::nullopt;
  }
  return options_.idle_close.delay;
}

std::optional<IdleClose> parse_idle_close(std::string_view text) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto probability = parse_probability(text.substr(0, comma));
  const auto delay = parse_duration(text.substr(comma + 1));
  if (!probability || !delay) return std::nullopt;
  return IdleClose{.probability = *probability, .delay = *delay};
}

std::optional<double> parse_probability(std::string_view text) {
  double probability = -1;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, probability);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  if (!(probability >= 0 && probability <= 1)) return std::nullopt;
  return probability;
}

}  // namespace simulator
