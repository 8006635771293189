#include "bench/simulator/ledger.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace simulator {
namespace {

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { std::filesystem::remove(path); }
  ~LedgerTest() override { std::filesystem::remove(path); }
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream{path}.rdbuf();
    return all.str();
  }
  static Now now() { return {std::chrono::steady_clock::now(), WallTime{std::chrono::seconds{1}}}; }

  const std::string path = testing::TempDir() + "ledger_" +
                           testing::UnitTest::GetInstance()->current_test_info()->name() +
                           std::to_string(::getpid()) + ".ndjson";
};

TEST_F(LedgerTest, WritesOneObjectALineOnceFlushed) {
  Ledger ledger{path};
  ledger.append({.account = "a",
                 .service = "KS",
                 .session = "KC",
                 .participant = "KP",
                 .body_sha256 = "ff",
                 .ki = "KI",
                 .sm = "SM",
                 .connection = 3,
                 .request = 4,
                 .status = 201},
                now());
  EXPECT_EQ(text(), "");
  ledger.flush();
  const auto line = text();
  EXPECT_TRUE(line.starts_with(R"({"time":"1970-01-01T00:00:01.000000Z","elapsed_us":)")) << line;
  EXPECT_TRUE(line.ends_with(R"(,"account":"a","service":"KS","session":"KC","participant":"KP",)"
                             R"("body_sha256":"ff","ki":"KI","sm":"SM","connection":3,)"
                             R"("request":4,"status":201})"
                             "\n"))
      << line;
}

TEST_F(LedgerTest, WritesNoStatusWhereNoAnswerCameAndTheFaultThatWasPlayed) {
  Ledger ledger{path};
  ledger.append({.fault = "reset-after"}, now());
  ledger.flush();
  EXPECT_TRUE(text().ends_with(",\"status\":null,\"fault\":\"reset-after\"}\n")) << text();
}

TEST_F(LedgerTest, GoesOnBehindWhatAnEarlierRunWrote) {
  for (int run = 0; run < 2; ++run) {
    Ledger ledger{path};
    ledger.append({}, now());
    ledger.flush();
  }
  const auto all = text();
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
}

TEST_F(LedgerTest, CutsOffTheLineThatAKilledRunLeftTorn) {
  std::ofstream{path} << "{\"whole\":1}\n{\"to";
  {
    Ledger ledger{path};
    EXPECT_EQ(text(), "{\"whole\":1}\n");
    ledger.append({}, now());
    ledger.flush();
  }
  EXPECT_TRUE(text().starts_with("{\"whole\":1}\n{\"time\":")) << text();
}

TEST_F(LedgerTest, DoesNotGatherWithoutBound) {
  Ledger ledger{path};
  const std::string long_name(1024, 'x');
  for (int i = 0; i < 1100; ++i) ledger.append({.account = long_name}, now());
  EXPECT_GT(text().size(), 1024u * 1024u);
}

TEST_F(LedgerTest, StopsTheRunWhenItCannotBeWritten) {
  EXPECT_THROW(Ledger{"/dev/null/ledger"}, std::system_error);
  Ledger full{"/dev/full"};
  full.append({}, now());
  EXPECT_THROW(full.flush(), std::system_error);
}

}  // namespace
}  // namespace simulator
