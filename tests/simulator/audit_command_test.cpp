#include "bench/simulator/audit_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

namespace simulator {
namespace {

class AuditCommandTest : public testing::Test {
 protected:
  ~AuditCommandTest() override { std::filesystem::remove_all(directory); }
  std::string file(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(directory);
    const auto path = directory + "/" + name;
    std::ofstream{path} << text;
    return path;
  }
  int run(const std::string& arguments) {
    CLI::App app;
    int exit_code = -1;
    add_audit_command(app, exit_code);
    testing::internal::CaptureStdout();
    try {
      app.parse("audit " + arguments);
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    printed = testing::internal::GetCapturedStdout();
    return exit_code;
  }

  const std::string directory = testing::TempDir() + "audit_" +
                                testing::UnitTest::GetInstance()->current_test_info()->name() +
                                std::to_string(::getpid());
  const std::string participant = "KP" + std::string(32, '1');
  const std::string submissions =
      file("submissions", "\n{\"participant\":\"" + participant + "\",\"body\":\"abc\"}\n");
  const std::string ledger =
      file("ledger", "{\"participant\":\"" + participant +
                         "\",\"body_sha256\":"
                         "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
                         "\"ki\":\"KI" +
                         std::string(32, '2') + "\"}\n");
  std::string printed;
};

TEST_F(AuditCommandTest, EndsWithZeroWhenAllIsWell) {
  EXPECT_EQ(run("--submissions " + submissions + " --ledger " + ledger), 0);
  EXPECT_THAT(printed, testing::EndsWith("\nclean\n"));
}

TEST_F(AuditCommandTest, EndsWithOneWhenAMessageIsLost) {
  EXPECT_EQ(run("--json --submissions " + submissions + " --ledger " + file("empty", "")), 1);
  EXPECT_THAT(printed, testing::HasSubstr(R"("lost":1,)"));
}

TEST_F(AuditCommandTest, NamesSubmissionsWithoutIdByBatchAndLine) {
  const auto outcomes = file("outcomes", R"({"id":"night:2","outcome":"sent"})");
  EXPECT_EQ(run("--json --batch night --submissions " + submissions + " --ledger " + ledger +
                " --outcomes " + outcomes),
            0);
  EXPECT_THAT(printed, testing::HasSubstr(R"("sent":1,)"));
}

TEST_F(AuditCommandTest, DoesNotTakeAMissingFileForAnEmptyOne) {
  EXPECT_THROW(run("--submissions " + directory + "/none --ledger " + ledger), std::runtime_error);
  EXPECT_THROW(run("--ledger " + ledger), CLI::RequiredError);
}

}  // namespace
}  // namespace simulator
