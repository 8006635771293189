#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/local_server.hpp"

namespace net {

/// A directory that is gone with its owner, short enough for socket paths.
class ShortDirectory {
 public:
  ShortDirectory();
  ~ShortDirectory();
  ShortDirectory(const ShortDirectory&) = delete;
  ShortDirectory& operator=(const ShortDirectory&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A runtime whose time is the test's.
class StillRuntime final : public Runtime {
 public:
  StillRuntime() : Runtime(1) { refresh_now(); }
  void pass(std::chrono::nanoseconds time) {
    time_ += time;
    run_timers();
  }

 private:
  TimePoint read_clock() const override { return time_; }
  void wake_at(TimePoint) override {}

  TimePoint time_{std::chrono::hours{1}};
};

/// A client that says exactly what a test wants, and keeps what comes.
class RawClient {
 public:
  explicit RawClient(const std::filesystem::path& path);
  explicit RawClient(const Address& address);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// As much as goes at once; the rest is dropped with a failed expectation.
  void send(std::string_view text);
  /// As much as goes at once; how much that was.
  std::size_t send_some(std::string_view text);
  void read();    ///< what has come, into `received`
  void finish();  ///< sends no more, but reads on
  void leave();

  std::string received;
  bool ended = false;  ///< nothing more comes

 private:
  int descriptor_;
};

/// A local server driven step by step. Its handler keeps each request, and answers at once with
/// "METHOD TARGET BODY" unless the test answers itself.
class LocalServerTest : public testing::Test {
 protected:
  void serve(LocalServerOptions options = {});
  RawClient& connect();
  /// To a server on loopback.
  RawClient& connect_tcp();
  /// Runs the server, and reads what comes for the clients; fails after ten seconds.
  void run_until(const std::function<bool()>& done);
  /// Lets all happen that can happen by now.
  void settle();
  /// What comes on a connection of its own until the server ends it.
  std::string all_answers_to(std::string_view text);

  static std::string post(std::string_view body, std::string_view fields = "");
  static std::size_t count_of(std::string_view part, std::string_view text);

  ShortDirectory directory;
  std::filesystem::path path = directory / "s";
  StillRuntime runtime;
  bool answers_at_once = true;
  std::vector<LocalRequest> requests;
  std::vector<LocalRespond> responds;  // unless it answers at once
  std::vector<std::unique_ptr<RawClient>> clients;
  std::unique_ptr<LocalServer> server;
};

}  // namespace net
