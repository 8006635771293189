#pragma once

#include "tests/house/source_file.hpp"

/// Where things stand.
namespace house {

/// Names at the top level that the design does not list, and listed ones that are missing.
Breaches out_of_place(const std::vector<std::string>& top_level);

/// A source without a test of its own, and why that is right.
struct Untested {
  std::string stem;  ///< path without extension
  std::string reason;
};

/// `queue/x.cpp` is tested by `tests/queue/x_test.cpp` (or `x_..._test.cpp`), `bench/simulator/x`
/// by one in tests/simulator. A source without one is in `untested`; an entry there whose source is
/// gone, or has a test by now, is a breach too.
Breaches sources_without_test(const std::vector<SourceFile>& files,
                              const std::vector<Untested>& untested);

}  // namespace house
