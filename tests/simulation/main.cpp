#include <charconv>
#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/batch.hpp"
#include "tests/simulation/shrinker.hpp"

/// The daemon as it ships, in virtual time: `simulation --help` says what it does.
namespace simulation {
namespace {

constexpr std::uint64_t plant_seeds_max = 2'000;

constexpr auto usage =
    "simulation --seeds A..B    runs them, stops at the first that fails, and makes that small\n"
    "simulation --fresh N       the same with N seeds that follow from the time\n"
    "simulation --seed N        runs one and prints what happens\n"
    "simulation --plants        each planted mistake must be found within 2000 seeds\n"
    "simulation --list          names kinds of faults and planted mistakes\n"
    "--plant NAME               beside --seed or --seeds: with this mistake\n";

struct Asked {
  std::uint64_t first = 1;
  std::uint64_t last = 1'000;
  bool is_one = false;
  bool all_plants = false;
  bool list = false;
  Plant plant = Plant::none;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

bool take(std::string_view option, std::string_view value, Asked& asked) {
  if (option == "--plant") {
    const auto plant = plant_named(value);
    if (plant) asked.plant = *plant;
    return plant.has_value();
  }
  const auto dots = value.find("..");
  const auto first = number(value.substr(0, dots));
  if (!first) return false;
  asked.first = asked.last = *first;
  asked.is_one = option == "--seed";
  if (option == "--seeds" && dots != value.npos) {
    const auto last = number(value.substr(dots + 2));
    if (!last) return false;
    asked.last = *last;
  }
  if (option == "--fresh") {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    asked.first = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    asked.last = asked.first + *first - 1;
  }
  return option == "--seed" || option == "--seeds" || option == "--fresh";
}

std::optional<Asked> read(const std::vector<std::string_view>& arguments) {
  Asked asked;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--plants") {
      asked.all_plants = true;
    } else if (arguments[i] == "--list") {
      asked.list = true;
    } else if (i + 1 == arguments.size() || !take(arguments[i], arguments[i + 1], asked)) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  return asked;
}

void show_plan(const Plan& plan) {
  const auto milliseconds = [](Duration duration) {
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(duration).count()) + " ms";
  };
  for (const PlannedMessage& message : plan.messages) {
    std::cout << "  " << message_id(message.number) << " handed in at "
              << milliseconds(message.submitted_at) << ", service " << message.service
              << ", participant " << message.participant << ", priority "
              << static_cast<int>(message.priority) << ", text " << message.text << ", not before "
              << milliseconds(message.not_before) << ", expires after "
              << milliseconds(message.expires) << '\n';
  }
  for (const Fault& fault : plan.faults) {
    std::cout << "  fault " << name_of(fault.kind) << ", nth " << fault.nth << ", at "
              << milliseconds(fault.at) << ", for " << milliseconds(fault.span) << '\n';
  }
}

int show_one(Surroundings& surroundings, const Asked& asked) {
  const Plan plan = make_plan(asked.first, asked.plant);
  show_plan(plan);
  const RunResult result = World(plan, surroundings, true).run();
  std::cout << "trace " << std::hex << result.trace_hash << std::dec << '\n';
  if (result.violation) std::cout << "VIOLATION: " << *result.violation << '\n';
  return result.violation ? 1 : 0;
}

void show_small(Surroundings& surroundings, std::uint64_t seed, Plant plant) {
  std::string last;
  const Plan small = shrink(make_plan(seed, plant), [&](const Plan& plan) {
    const auto violation = violation_of(surroundings, plan);
    if (violation) last = *violation;
    return violation.has_value();
  });
  std::cout << "left of it, and failing still (" << last << "):\n";
  show_plan(small);
}

int run_seeds(Surroundings& surroundings, const Asked& asked) {
  std::cout << "seeds " << asked.first << ".." << asked.last << std::endl;
  const auto began = std::chrono::steady_clock::now();
  const BatchResult result = run_batch(surroundings, asked.first, asked.last, asked.plant);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << result.runs_count << " runs of " << result.messages_count << " messages in "
            << took.count() << " s; " << result.rows_count << " texts; traces " << std::hex
            << result.traces_hash << std::dec << '\n';
  for (std::size_t i = 0; i < fault_kinds_count; ++i) {
    std::cout << (result.faults[i] == 0 ? "NEVER FIRED: " : "") << fault_names[i] << ' '
              << result.faults[i] << (i + 1 == fault_kinds_count ? "\n" : ", ");
  }
  if (!result.failed_seed) return 0;
  std::cout << "VIOLATION with seed " << *result.failed_seed << ": " << result.violation
            << std::endl;
  show_small(surroundings, *result.failed_seed, asked.plant);
  return 1;
}

int find_plants(Surroundings& surroundings) {
  int missed = 0;
  for (std::size_t i = 1; i < plant_names.size(); ++i) {
    const BatchResult result = run_batch(surroundings, 1, plant_seeds_max, static_cast<Plant>(i));
    if (!result.failed_seed) ++missed;
    std::cout << "| `" << plant_names[i] << "` | "
              << (result.failed_seed ? std::to_string(*result.failed_seed) : "NOT FOUND") << " | "
              << result.violation << " |" << std::endl;
  }
  std::cout << missed << " not found" << std::endl;
  return missed == 0 ? 0 : 1;
}

int list() {
  for (const auto name : fault_names) std::cout << "fault " << name << '\n';
  for (const auto name : plant_names) std::cout << "plant " << name << '\n';
  return 0;
}

}  // namespace
}  // namespace simulation

int main(int argc, char** argv) {
  using namespace simulation;
  const auto asked = read({argv + 1, argv + argc});
  if (!asked) {
    std::cerr << usage;
    return 64;
  }
  if (asked->list) return list();
  Surroundings surroundings;
  if (asked->all_plants) return find_plants(surroundings);
  return asked->is_one ? show_one(surroundings, *asked) : run_seeds(surroundings, *asked);
}
