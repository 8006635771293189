#pragma once
// A simulator within the test's own process, on a free port, with its ledger in a file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bench/simulator/server.hpp"
#include "tests/simulator/tls_client.hpp"

namespace simulator {

inline std::string post(const std::string& form, const std::string& more = "") {
  return "POST /v1/Services/KS" + std::string(32, 'a') + "/Sessions/KC" + std::string(32, 'b') +
         "/Participants/KP" + std::string(32, 'c') +
         "/MessageInteractions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic dTpw\r\n"
         "Content-Type: application/x-www-form-urlencoded\r\n" +
         more + "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form;
}

class ServerTest : public testing::Test {
 protected:
  void start(ProviderOptions options = {}, const std::string& script = "",
             ServerOptions limits = {}) {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    ledger_path_ = std::filesystem::path{testing::TempDir()} /
                   ("simulator_" + name + "_" + std::to_string(::getpid()) + ".ndjson");
    std::filesystem::remove(ledger_path_);
    std::istringstream credentials{"first u p\n"};
    std::istringstream lines{script};
    ledger_.emplace(ledger_path_);
    provider_.emplace(std::move(options), Accounts::read(credentials), Script::read(lines),
                      &*ledger_);
    server_.emplace(limits, make_tls_context(identity_), *provider_, &*ledger_);
    thread_ = std::thread{[this] { server_->run(); }};
  }
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
  void TearDown() override {
    stop();
    std::filesystem::remove(ledger_path_);
  }
  /// Counters may be read after it.
  void stop() {
    if (!thread_.joinable()) return;
    server_->wake();
    thread_.join();
  }
  std::unique_ptr<TlsClient> client(SSL_SESSION* session = nullptr) {
    return std::make_unique<TlsClient>(server_->port(), *identity_.authority, session);
  }
  std::vector<std::string> ledger() const {
    std::ifstream file{ledger_path_};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  bool ledger_reaches(std::size_t lines) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (ledger().size() < lines && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return ledger().size() >= lines;
  }

  std::optional<Provider> provider_;
  std::optional<Server> server_;

 private:
  Identity identity_ = make_identity();
  std::filesystem::path ledger_path_;
  std::optional<Ledger> ledger_;
  std::thread thread_;
};

}  // namespace simulator
