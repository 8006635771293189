#include "dispatcher/face/submit_refusals.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace dispatcher {
namespace {

TEST(Refusals, NameFileLineFieldAndRemedy) {
  std::ostringstream err;
  Refusals refusals(err, "m.ndjson");
  refusals.add({7, {"session", "is missing", "add it"}});
  refusals.add({8, {"id", "is known, with other content", ""}});
  refusals.finish();
  EXPECT_EQ(err.str(),
            "m.ndjson:7: session: is missing; add it\n"
            "m.ndjson:8: id: is known, with other content\n");
  EXPECT_EQ(refusals.count(), 2U);
}

TEST(Refusals, AreShownUpToABoundAndCountedBeyondIt) {
  std::ostringstream err;
  Refusals refusals(err, "m");
  for (std::uint64_t line = 1; line <= Refusals::shown_max + 5; ++line) {
    refusals.add({line, {"id", "is missing", ""}});
  }
  refusals.finish();
  EXPECT_EQ(refusals.count(), Refusals::shown_max + 5);
  EXPECT_THAT(err.str(), testing::HasSubstr("m:20: "));
  EXPECT_THAT(err.str(), testing::Not(testing::HasSubstr("m:21: ")));
  EXPECT_THAT(err.str(), testing::EndsWith("m: and 5 more refused lines\n"));
}

}  // namespace
}  // namespace dispatcher
