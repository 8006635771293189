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
    if (shown) for (const auto& m : make_plan(seed, plant).messages) std::cout << "plan m" << m.number << " service " << m.service << " participant " << m.participant << " priority " << int(m.priority) << " text " << m.text << " not before " << m.not_before.count()/1000000 << " expires " << m.expires.count()/1000000 << "\n";
    const RunResult r = w.run();
    if (r.violation) { ++bad; std::cout << "seed " << seed << ": " << *r.violation << "\n"; }
    if (shown || first == last) std::cout << "hash " << std::hex << r.trace_hash << std::dec << " rows " << r.rows_count << "/" << r.messages_count << "\n";
  }
  std::cout << bad << " bad\n";
  return bad != 0;
}
