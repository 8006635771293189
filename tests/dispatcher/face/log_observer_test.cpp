#include "dispatcher/face/log_observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class LogObserverTest : public testing::Test {
 protected:
  net::Runtime clock{1};
  std::ostringstream out;
  Log log{LogLevel::info, LogFormat::json, clock,
          std::make_shared<spdlog::sinks::ostream_sink_mt>(out)};
  LogObserver observer{log};
};

TEST_F(LogObserverTest, AHeldLaneIsAnErrorWithItsReason) {
  observer.on_lane_held("KS1", "the provider answered 403");
  EXPECT_THAT(out.str(), HasSubstr(R"("level":"error","event":"lane_held")"));
  EXPECT_THAT(out.str(), HasSubstr(R"("service":"KS1","reason":"the provider answered 403")"));
}

TEST_F(LogObserverTest, AFullDiskIsCriticalAndSpaceAgainIsNot) {
  observer.on_space_changed(DiskSpace::full);
  EXPECT_THAT(out.str(), HasSubstr(R"("level":"critical","event":"disk_space")"));
  out.str({});
  observer.on_space_changed(DiskSpace::enough);
  EXPECT_THAT(out.str(), HasSubstr(R"("level":"info","event":"disk_space")"));
}

TEST_F(LogObserverTest, AVerdictIsALineAtDebugOnly) {
  const VerdictNote note{"order-1", "KS1", VerdictKind::not_processed, 429, 20429, 1};
  EXPECT_FALSE(observer.wants_verdicts());
  observer.on_verdict(note);
  EXPECT_THAT(out.str(), IsEmpty());

  log.set_level(LogLevel::debug);
  EXPECT_TRUE(observer.wants_verdicts());
  observer.on_verdict(note);
  EXPECT_THAT(out.str(),
              HasSubstr(R"("event":"verdict","message":"message order-1: not_processed)"));
  EXPECT_THAT(out.str(), HasSubstr(R"("status":429,"code":20429,"attempts":1)"));
}

}  // namespace
}  // namespace dispatcher
