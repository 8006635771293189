#pragma once

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/pool.hpp"
#include "tests/support/tls_test_server.hpp"

namespace net {

using test_support::CertificateOptions;
using test_support::ServerConnection;
using test_support::TestAuthority;
using test_support::TlsTestServer;

/// An exchange with copies of what it only showed.
struct Ended {
  Exchange exchange;
  std::string body;
  std::array<std::string, captured_fields_max> fields;
};

/// Keeps all that a pool tells.
class Recorder final : public PoolListener {
 public:
  void on_answer(std::uint64_t tag) override { foretold.emplace_back(tag, ended.size()); }
  void on_exchange(const Exchange& exchange) override;
  void on_late_exchange(const Exchange& exchange) override;
  void on_connect_failed(boost::system::error_code error, std::string_view detail) override;
  void on_ready() override { ++ready_calls; }

  struct Failure {
    boost::system::error_code error;
    std::string detail;
  };
  std::vector<std::pair<std::uint64_t, std::size_t>> foretold;  ///< tag, and how many had ended
  std::vector<Ended> ended;
  std::vector<Ended> late;
  std::vector<Failure> failures;
  int ready_calls = 0;
  bool in_call_of_the_shard = false;
};

/// A pool against a scripted server, driven step by step.
class PoolTest : public testing::Test {
 protected:
  static TestAuthority& authority();
  static std::string answer(int status, std::string_view body, std::string_view fields = "");
  static std::string request(std::size_t body_bytes = 110);

  void serve(TlsTestServer::Script script, const CertificateOptions& certificate = {},
             const TlsTestServer::Options& options = {.handshake = true});
  void make_pool(const PoolOptions& options = {});

  /// Runs the runtime until `done`; a failed expectation after ten seconds.
  void run_until(const std::function<bool()>& done);
  /// `count` connections ready.
  void open(std::size_t count = 1);
  void want(std::size_t count);
  void post(std::uint64_t tag, std::string_view text);
  /// Opens a connection when none is ready, posts, and gives what came.
  const Ended& exchange(std::string_view text = request());
  /// Opens one connection and gives why that failed.
  const Recorder::Failure& failed_open();

  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // of the server, unless a test says otherwise
  Runtime runtime{1};
  Recorder recorder;
  std::unique_ptr<TlsTestServer> server;
  std::shared_ptr<TlsContext> tls;
  std::unique_ptr<Pool> pool;
};

}  // namespace net
