#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <mutex>

#include "dispatcher/shard.hpp"
#include "tests/dispatcher/rows/steered_runtime.hpp"
#include "tests/support/model_spool.hpp"
#include "tests/support/tls_test_server.hpp"

namespace dispatcher {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test_support::ServerConnection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

inline const std::string created =
    R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","outbound_resource_sid":null})";

inline std::string answer(int status, const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Observed final : public ShardObserver {
 public:
  std::vector<std::string> held;
  std::vector<std::string> resumed;
  void on_lane_held(const std::string&, const std::string& reason) override {
    held.push_back(reason);
  }
  void on_lane_resumed(const std::string& lane) override { resumed.push_back(lane); }
  std::vector<std::string> troubles;
  void on_account_trouble(const std::string&, const std::string& what) override {
    troubles.push_back(what);
  }
  std::size_t times_well = 0;
  void on_account_well(const std::string&) override { ++times_well; }
  std::vector<std::string> late_answers;
  void on_late_answer(const std::string& id, const std::string& what) override {
    late_answers.push_back(id + " " + what);
  }
  std::vector<std::uint64_t> infeasible;
  void on_infeasible(const std::string&, std::uint64_t count) override {
    infeasible.push_back(count);
  }
  void on_spool_failed(const std::string&) override {}
  void on_space_changed(DiskSpace) override {}
  void on_thread_changed(const std::string&, ThreadState) override {}
};

/// One shard between a scripted server and a spool in memory.
class ShardTest : public testing::Test {
 protected:
  ShardTest() {
    options.outlet.pool.connections_max = 1;
    options.on_ambiguous = OnAmbiguous::hold;
  }

  /// The server gives these answers in order, then the last one for ever; an empty one resets.
  void serve(std::deque<std::string> answers) {
    server = std::make_unique<test_support::TlsTestServer>(
        authority.issue(), [this, answers](ServerConnection& connection) mutable {
          for (;;) {
            const std::string request = connection.read_request();
            if (request.empty()) return;
            const std::lock_guard lock(mutex);
            requests.push_back(request);
            const std::string& next = answers[std::min(requests.size(), answers.size()) - 1];
            if (next.empty()) {
              connection.reset();
              return;
            }
            before_answer();
            connection.send(next);
          }
        });
  }

  Message message(const std::string& id, char participant = '1', char group = '0') {
    const std::string digits(31, '0');
    return Message{
        .id = id,
        .service = *ServiceSid::parse("KS" + digits + "1"),
        .session = *SessionSid::parse("KC" + digits + "1"),
        .participant = *ParticipantSid::parse("KP" + digits.substr(1) + group + participant),
        .body = "text " + id};
  }

  void make_shard(const std::vector<std::string>& services = {"*"},
                  const std::string& ca_file = "") {
    const net::TlsOptions trusted{.ca_file = ca_file.empty() ? authority.ca_file() : ca_file};
    auto tls = ca_file.empty() ? shared_tls() : make_tls(trusted);
    ASSERT_TRUE(tls);
    auto builder = RequestBuilder::create("localhost", "SKuser", "password");
    ASSERT_TRUE(builder);
    accounts.push_back(std::make_shared<const Account>(Account{
        "main", services, net::Endpoint{"localhost", server ? server->port() : std::uint16_t{1}},
        trusted, std::move(tls), std::move(*builder), std::make_shared<AccountCap>(0),
        [this](std::string& complaint) { return read_requests(complaint); }}));
    shard = std::make_unique<Shard>(ShardSettings{options, AccountDirectory(accounts)}, runtime, 0,
                                    observed);
    spool.events = &shard->events();
    spool.now = [this] { return runtime.wall_now(); };
  }

  /// The credential as it is found later.
  std::optional<RequestBuilder> read_requests(std::string& complaint) {
    auto builder = RequestBuilder::create("localhost", "SKuser", password_later);
    if (!builder) complaint = "the credential cannot be read";
    return builder ? std::optional(std::move(*builder)) : std::nullopt;
  }

  std::uint64_t count_of(AnswerClass answer) {
    return shard->counters().answers[static_cast<std::size_t>(answer)];
  }

  std::uint64_t held_by(HoldCause cause) {
    return shard->counters().lanes_held_by[static_cast<std::size_t>(cause)];
  }

  /// Runs until `count` records of what ends an attempt came, or fails after ten seconds.
  void run_until(std::size_t count) {
    run_until([this, count] {
      const auto ended = std::ranges::count_if(spool.records, [](const auto& record) {
        return !std::holds_alternative<queue::Arm>(record);
      });
      return static_cast<std::size_t>(ended) >= count;
    });
  }

  /// Runs until a record came that made it so, or fails after ten seconds.
  void run_until(const std::function<bool()>& is_over) {
    spool.on_record = [this, &is_over] {
      if (is_over()) shard->stop();
    };
    net::Timer too_long(runtime.timers(), [this] {
      ADD_FAILURE() << "nothing happened for ten seconds";
      shard->stop();
    });
    too_long.arm_at(runtime.refresh_now() + seconds{10});
    spool.open_lanes();
    shard->run(spool);
  }

  Outcome outcome(std::size_t at = 0) {
    const auto settled = spool.of<queue::Settle>();
    return *decode_outcome(settled.at(at).outcome);
  }

  // Keys and the system's trusted certificates take longer than most tests: once for all of them.
  static test_support::TestAuthority& shared_authority() {
    static test_support::TestAuthority shared;
    return shared;
  }
  static std::shared_ptr<net::TlsContext> make_tls(const net::TlsOptions& trusted) {
    std::string detail;
    auto made = net::TlsContext::create(trusted, detail);
    EXPECT_TRUE(made) << detail;
    return made ? std::move(*made) : nullptr;
  }
  static std::shared_ptr<net::TlsContext> shared_tls() {
    static const auto shared = make_tls({.ca_file = shared_authority().ca_file()});
    return shared;
  }

  test_support::TestAuthority& authority = shared_authority();
  std::mutex mutex;
  std::vector<std::string> requests;
  std::function<void()> before_answer = [] {};  // on the server's thread
  std::unique_ptr<test_support::TlsTestServer> server;
  SteeredRuntime runtime{1};
  Accounts accounts;
  test_support::ModelSpool spool;
  Observed observed;
  ShardOptions options;
  std::string password_later = "password";
  std::unique_ptr<Shard> shard;
};

}  // namespace dispatcher
