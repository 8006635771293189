#include "bench/simulator/serve_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace simulator {
namespace {

class ServeCommandTest : public testing::Test {
 protected:
  ServeCommandTest() {
    std::filesystem::create_directories(directory);
    std::ofstream{directory + "/credentials"} << "main user password\n";
  }
  ~ServeCommandTest() override { std::filesystem::remove_all(directory); }
  void run(const std::string& arguments) const {
    CLI::App app;
    add_serve_command(app);
    app.parse("serve --credentials-file " + directory + "/credentials " + arguments);
  }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream{directory + "/" + name}.rdbuf();
    return text.str();
  }
  bool appears(const std::string& name) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (content(name).empty() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return !content(name).empty();
  }

  const std::string directory = testing::TempDir() + "serve_" +
                                testing::UnitTest::GetInstance()->current_test_info()->name() +
                                std::to_string(::getpid());
};

TEST_F(ServeCommandTest, TellsItsPortAndAuthorityCountsOnDemandAndStopsOnSigterm) {
  std::thread server{[this] {
    run("--port-file " + directory + "/port --ca-out " + directory + "/ca --ledger " + directory +
        "/ledger --stats " + directory + "/stats --fault 429=0.5 --latency 80ms");
  }};
  EXPECT_TRUE(appears("port"));
  EXPECT_GT(std::stoi("0" + content("port")), 0);
  EXPECT_THAT(content("ca"), testing::StartsWith("-----BEGIN CERTIFICATE-----"));
  std::raise(SIGUSR1);
  EXPECT_TRUE(appears("stats"));
  EXPECT_THAT(content("stats"), testing::HasSubstr(R"("requests":0,)"));
  std::raise(SIGTERM);
  server.join();
}

TEST_F(ServeCommandTest, RefusesOptionsItCannotKeep) {
  for (const auto* bad :
       {"--fault none=0.1", "--fault 429", "--fault 429=1.1", "--fault 429=x",
        "--fault 429=0.6 --fault 404=0.6", "--latency fast", "--window 5", "--stall x",
        "--rate 0.01", "--rate 1e9", "--rate -1", "--status 202", "--account u:p"}) {
    EXPECT_THROW(run(bad), CLI::ParseError) << bad;
  }
}

TEST_F(ServeCommandTest, RefusesFilesItCannotRead) {
  EXPECT_THROW(run("--script " + directory + "/none"), std::runtime_error);
  EXPECT_THROW(run("--ledger " + directory + "/none/ledger"), std::runtime_error);
}

}  // namespace
}  // namespace simulator
