#include <charconv>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/simulation/world.hpp"

int main(int argc, char** argv) {
  using namespace simulation;
  std::uint64_t first = 1, last = 1;
  bool shown = false;
  Plant plant = Plant::none;
  for (int i = 1; i < argc; ++i) {
    const std::string_view a = argv[i];
    if (a == "--seed") { first = last = std::strtoull(argv[++i], nullptr, 10); shown = true; }
    if (a == "--seeds") { first = std::strtoull(argv[++i], nullptr, 10); last = std::strtoull(argv[++i], nullptr, 10); }
    if (a == "--plant") plant = *plant_named(argv[++i]);
  }
  Surroundings s;
  int bad = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    World w(make_plan(seed, plant), s, shown);
    const RunResult r = w.run();
    if (r.violation) { ++bad; std::cout << "seed " << seed << ": " << *r.violation << "\n"; }
    if (shown || first == last) std::cout << "hash " << std::hex << r.trace_hash << std::dec << " rows " << r.rows_count << "/" << r.messages_count << "\n";
  }
  std::cout << bad << " bad\n";
  return bad != 0;
}
