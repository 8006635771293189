#include "queue/engine_log.hpp"

#include <gtest/gtest.h>

namespace queue {
namespace {

TEST(EngineLog, KeepsTheLastWarning) {
  EngineLog log;
  EXPECT_EQ(log.last_warning(), "");
  rocksdb::Warn(&log, "file %d is odd", 7);
  rocksdb::Error(&log, "file %d is worse", 8);
  EXPECT_EQ(log.last_warning(), "file 8 is worse");
}

TEST(EngineLog, DropsWhatIsNoWarning) {
  EngineLog log;
  rocksdb::Warn(&log, "a warning");
  rocksdb::Info(&log, "chatter");
  rocksdb::Header(&log, "a banner");
  EXPECT_EQ(log.last_warning(), "a warning");
}

TEST(EngineLog, CutsLinesThatAreTooLong) {
  EngineLog log;
  rocksdb::Warn(&log, "%s", std::string(10 * EngineLog::line_bytes_max, 'x').c_str());
  EXPECT_EQ(log.last_warning(), std::string(EngineLog::line_bytes_max - 1, 'x'));
}

}  // namespace
}  // namespace queue
