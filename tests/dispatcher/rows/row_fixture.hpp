#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {

using testing::AllOf;
using testing::IsEmpty;

/// One request as the server saw it.
struct Seen {
  std::size_t connection;
  std::string request;
};

inline void PrintTo(const Seen& seen, std::ostream* out) {
  *out << "on connection " << seen.connection << ": " << seen.request;
}

MATCHER_P2(OnConnection, number, text, "") {
  return arg.connection == static_cast<std::size_t>(number) &&
         arg.request.find(std::string("Body=text+") + text) != std::string::npos;
}

/// What the server does once it has read a request; false: nothing more on this connection.
using Reaction = std::function<bool(ServerConnection&)>;

inline Reaction says(std::string text) {
  return [text = std::move(text)](ServerConnection& connection) {
    connection.send(text);
    return true;
  };
}
inline Reaction says(int status, const std::string& body = "", const std::string& fields = "") {
  return says(answer(status, body, fields));
}
/// A FIN behind it, without TLS's own goodbye.
inline Reaction says_and_ends(std::string text) {
  return [text = std::move(text)](ServerConnection& connection) {
    connection.send(text);
    connection.finish();
    return false;
  };
}
inline Reaction says_and_says_goodbye(std::string text) {
  return [text = std::move(text)](ServerConnection& connection) {
    connection.send(text);
    connection.say_goodbye();
    connection.finish();
    return false;
  };
}
inline Reaction says_and_resets(std::string text) {
  return [text = std::move(text)](ServerConnection& connection) {
    connection.send(text);
    connection.reset();
    return false;
  };
}
inline Reaction says_and_is_silent(std::string text) {
  return [text = std::move(text)](ServerConnection& connection) {
    connection.send(text);
    connection.wait_for_end();
    return false;
  };
}

inline std::string error_body(int status, std::uint32_t code) {
  return R"({"code":)" + std::to_string(code) + R"(,"message":"no","status":)" +
         std::to_string(status) + "}";
}
inline Reaction says_code(int status, std::uint32_t code) {
  return says(status, error_body(status, code));
}

/// A row of the table of verdicts, over a real TLS socket: from a message in the spool to the
/// record that the spool gets.
class RowTest : public ShardTest {
 protected:
  ~RowTest() override { server.reset(); }  // before what its scripts use; so in derived fixtures

  /// The server's nth request, over all connections, meets the nth reaction, then the last for
  /// ever.
  void react(std::vector<Reaction> reactions) {
    server = std::make_unique<test_support::TlsTestServer>(authority.issue(),
                                                           script(std::move(reactions)));
  }

  test_support::TlsTestServer::Script script(std::vector<Reaction> reactions) {
    return [this, reactions = std::move(reactions)](ServerConnection& connection) {
      for (;;) {
        const std::string request = connection.read_request();
        if (request.empty()) return;
        std::size_t at = 0;
        {
          const std::lock_guard lock(mutex);
          at = std::min(seen_.size(), reactions.size() - 1);
          seen_.push_back({connection.number(), request});
        }
        if (!reactions[at](connection)) return;
      }
    };
  }

  std::vector<Seen> seen() {
    const std::lock_guard lock(mutex);
    return seen_;
  }

  /// Runs the shard until `done`; may be called again to go on.
  void run_while_not(const std::function<bool()>& done) {
    net::Timer look(runtime.timers(), [&] {
      if (done()) return shard->stop();
      look.arm_at(runtime.now() + milliseconds{1});
    });
    look.arm_at(runtime.refresh_now());
    const auto too_late = std::chrono::steady_clock::now() + seconds{10};
    net::Timer too_long(runtime.timers(), [&] {
      if (std::chrono::steady_clock::now() < too_late) {  // the clock was put forward
        return too_long.arm_at(runtime.now() + milliseconds{500});
      }
      ADD_FAILURE() << "nothing happened for ten seconds";
      shard->stop();
    });
    too_long.arm_at(runtime.now() + seconds{10});
    if (!std::exchange(running_, true)) spool.open_lanes();
    runtime.io().restart();
    shard->run(spool);
  }

  /// Until the shard has nothing more to do: nothing on its way, and nothing that could leave.
  void run_to_rest() {
    run_while_not([this] { return shard->counters().empty.load(); });
  }

  /// The whole way of one message: `reaction` to its request, until nothing more happens.
  void send_one_message(const Reaction& reaction) {
    react({reaction});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    run_to_rest();
  }

  /// Goes on until `time` has passed and whatever was due by then has had its turn.
  void pass(std::chrono::nanoseconds time) {
    bool later = false;
    net::Timer behind_it(runtime.timers(), [&] { later = true; });
    behind_it.arm_at(runtime.refresh_now() + time);
    runtime.put_forward(time);
    run_while_not([&] { return later; });
  }

  /// What is deferred comes back `times` times, at once.
  void bring_back_deferred(int times) {
    spool.on_record = [this, times]() mutable {
      if (!std::holds_alternative<queue::Defer>(spool.records.back()) || times-- <= 0) return;
      spool.bring_back_deferred();
    };
  }

  // What one message that was sent once came to; each also says that nothing else was recorded.

  void expect_records(std::size_t armed, std::size_t ended) {
    EXPECT_THAT(spool.of<queue::Arm>(), SizeIs(armed));
    EXPECT_THAT(spool.records, SizeIs(armed + ended));
  }

  void expect_ended(OutcomeKind kind, int status, std::uint32_t code = 0) {
    expect_records(1, 1);
    ASSERT_THAT(spool.of<queue::Settle>(), SizeIs(1));
    const Outcome last = outcome();
    EXPECT_EQ(last.kind, kind);
    EXPECT_EQ(last.status, status);
    EXPECT_EQ(last.code, code);
    EXPECT_EQ(last.attempts, 1U);
    EXPECT_EQ(last.resends_charged, 0U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
    EXPECT_THAT(observed.held, IsEmpty());
  }

  void expect_in_doubt(int status, std::uint32_t code = 0) {
    expect_records(1, 1);
    ASSERT_THAT(spool.of<queue::Hold>(), SizeIs(1));
    const queue::Hold hold = spool.of<queue::Hold>()[0];
    EXPECT_TRUE(hold.in_doubt);
    EXPECT_EQ(hold.slot, spool.of<queue::Arm>()[0].slot);
    const auto progress = decode_progress(hold.progress);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->reason, WaitReason::ambiguous);
    EXPECT_EQ(progress->phase, Phase::response);
    EXPECT_EQ(progress->status, status);
    EXPECT_EQ(progress->code, code);
    EXPECT_EQ(progress->attempts, 1U);
    EXPECT_EQ(progress->resends_charged, 0U);
    EXPECT_EQ(shard->counters().ambiguous, 1U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
    EXPECT_THAT(observed.held, IsEmpty());
  }

  /// Sent again later, at a cost for the message; `wait_min` from now.
  void expect_delayed(WaitReason reason, int status, std::uint32_t code, milliseconds wait_min) {
    expect_records(1, 1);
    ASSERT_THAT(spool.of<queue::Defer>(), SizeIs(1));
    const queue::Defer defer = spool.of<queue::Defer>()[0];
    EXPECT_FALSE(defer.in_doubt);
    EXPECT_GE(defer.due, started_at_ + wait_min);
    EXPECT_LE(defer.due, runtime.wall_now() + wait_min + options.retry.base);
    const auto progress = decode_progress(defer.progress);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->reason, reason);
    EXPECT_EQ(progress->phase, Phase::response);
    EXPECT_EQ(progress->status, status);
    EXPECT_EQ(progress->code, code);
    EXPECT_EQ(progress->attempts, 1U);
    EXPECT_EQ(progress->resends_charged, 1U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
    EXPECT_THAT(observed.held, IsEmpty());
  }

  /// The lane is stopped, and its message waits at its place; what was tried stands in the spool.
  void expect_lane_held(const std::string& reason) {
    expect_records(1, 1);
    ASSERT_THAT(spool.of<queue::Defer>(), SizeIs(1));
    const auto progress = decode_progress(spool.of<queue::Defer>()[0].progress);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->attempts, 1U);
    EXPECT_EQ(progress->resends_charged, 0U);
    EXPECT_THAT(observed.held, ElementsAre(HasSubstr(reason)));
    EXPECT_EQ(shard->counters().lanes_held, 1U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
  }

  /// "a" was sent at last, and the endpoint's troubles before cost it nothing.
  void expect_sent_as_if_new(std::size_t settled = 0) {
    const Outcome last = outcome(settled);
    EXPECT_EQ(last.kind, OutcomeKind::sent);
    EXPECT_EQ(last.attempts, 1U);
    EXPECT_EQ(last.resends_charged, 0U);
    EXPECT_EQ(last.status, 201);
  }

  WallTime started_at_ = runtime.wall_now();

 private:
  bool running_ = false;
  std::vector<Seen> seen_;
};

}  // namespace dispatcher
