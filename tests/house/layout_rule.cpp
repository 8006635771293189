#include "tests/house/layout_rule.hpp"

#include <algorithm>
#include <set>

namespace house {
namespace {

/// "queue/x.cpp" -> "queue/x"; empty for what needs no test of its own: declarations, tests, tools.
std::string stem_to_test(const SourceFile& file) {
  const bool product =
      file.in("queue/") || file.in("net/") || file.in("dispatcher/") || file.in("bench/simulator/");
  if (!product || !file.path.ends_with(".cpp")) return {};
  return file.path.substr(0, file.path.size() - 4);
}

std::string test_stem(const std::string& stem) {
  const std::string simulator = "bench/simulator/";
  if (stem.starts_with(simulator)) return "tests/simulator/" + stem.substr(simulator.size());
  return "tests/" + stem;
}

bool has_test(const std::vector<SourceFile>& files, const std::string& stem) {
  return std::ranges::any_of(files, [&](const SourceFile& file) {
    return file.path.starts_with(test_stem(stem) + "_") && file.path.ends_with("_test.cpp");
  });
}

}  // namespace

Breaches out_of_place(const std::vector<std::string>& top_level) {
  static const std::set<std::string> listed = {
      "CMakeLists.txt", "CMakePresets.json", "README.md", "bench",
      "deploy",         "dispatcher",        "net",       "queue",
      "tests"};
  Breaches breaches;
  for (const auto& name : top_level) {
    if (!listed.contains(name)) breaches.push_back(name + ": does not belong to the top level");
  }
  for (const auto& name : listed) {
    if (std::ranges::find(top_level, name) == top_level.end()) {
      breaches.push_back(name + ": is missing from the top level");
    }
  }
  return breaches;
}

Breaches sources_without_test(const std::vector<SourceFile>& files,
                              const std::vector<Untested>& untested) {
  std::set<std::string> lacking;
  for (const auto& file : files) {
    const auto stem = stem_to_test(file);
    if (!stem.empty() && !has_test(files, stem)) lacking.insert(stem);
  }
  Breaches breaches;
  for (const auto& exempt : untested) {
    if (exempt.reason.empty()) breaches.push_back(exempt.stem + ": exempt without a reason");
    if (lacking.erase(exempt.stem) == 0) {
      breaches.push_back(exempt.stem + ": listed as untested, but is gone or has a test");
    }
  }
  for (const auto& stem : lacking) {
    breaches.push_back(stem + ": has no test; write " + test_stem(stem) + "_test.cpp");
  }
  return breaches;
}

}  // namespace house
