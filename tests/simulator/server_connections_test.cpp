// What befalls connections on purpose, over real sockets and real TLS.

#include "tests/simulator/server_fixture.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using End = ClientAnswer::End;

using ServerConnectionsTest = ServerTest;

std::uint64_t count_of(Provider& provider, const std::string& fault) {
  const auto& faults = provider.counters().faults;
  const auto found = faults.find(fault);
  return found == faults.end() ? 0 : found->second;
}

TEST_F(ServerConnectionsTest, AreRefusedBeforeAByteOfTls) {
  start({}, "", {.faults = {.refuse_connects = 1}});
  EXPECT_THROW(client(), std::runtime_error);
  stop();
  EXPECT_EQ(count_of(*provider_, "refuse-connect"), 1u);
  EXPECT_EQ(provider_->counters().connections, 1u);
  EXPECT_EQ(provider_->counters().handshakes, 0u);
}

TEST_F(ServerConnectionsTest, AreCutWithinTheHandshake) {
  start({}, "", {.faults = {.cut_handshakes = 1}});
  EXPECT_THROW(client(), std::runtime_error);
  stop();
  EXPECT_EQ(count_of(*provider_, "cut-handshake"), 1u);
  EXPECT_EQ(provider_->counters().handshakes, 0u);
  EXPECT_EQ(provider_->counters().handshakes_failed, 0u);
}

TEST_F(ServerConnectionsTest, GoOnWhenTheLotSparesThem) {
  start({}, "", {.faults = {.refuse_connects = 0.25, .cut_handshakes = 0.25, .seed = 3}});
  int served_count = 0;
  for (int i = 0; i < 40; ++i) {
    try {
      if (client()->ask(post("Body=x")).status == 201) ++served_count;
    } catch (const std::runtime_error&) {
      continue;  // its lot was another
    }
  }
  stop();
  const auto struck =
      count_of(*provider_, "refuse-connect") + count_of(*provider_, "cut-handshake");
  EXPECT_GT(served_count, 0);
  EXPECT_GT(struck, 0u);
  EXPECT_EQ(static_cast<std::uint64_t>(served_count) + struck, 40u);
  EXPECT_EQ(ledger().size(), static_cast<std::size_t>(served_count));
}

TEST_F(ServerConnectionsTest, EndWhileTheyLieUnusedAfterAnAnswer) {
  start({}, "", {.faults = {.idle_close = {.probability = 1, .delay = 20ms}}});
  const auto one = client();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(one->ask(post("Body=x")).status, 201);
  EXPECT_EQ(one->receive().end, End::closed);
  EXPECT_GE(std::chrono::steady_clock::now() - before, 20ms);
  stop();
  EXPECT_EQ(count_of(*provider_, "close-idle"), 1u);
}

TEST_F(ServerConnectionsTest, StayWhenTheNextRequestComesInTime) {
  start({}, "", {.faults = {.idle_close = {.probability = 1, .delay = 1h}}});
  const auto one = client();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(one->ask(post("Body=x")).status, 201);
  stop();
  EXPECT_EQ(count_of(*provider_, "close-idle"), 0u);
  EXPECT_EQ(ledger().size(), 5u);
}

TEST_F(ServerConnectionsTest, AnswerWhatIsOnItsWayHoweverLongItTakes) {
  start({.latency = {.median = 700ms}}, "",
        {.faults = {.idle_close = {.probability = 1, .delay = 600ms}}});
  const auto one = client();
  EXPECT_EQ(one->ask(post("Body=x")).status, 201);
  EXPECT_EQ(one->ask(post("Body=y")).status, 201);  // at once, and answered after the delay
  EXPECT_EQ(one->receive().end, End::closed);
}

TEST_F(ServerConnectionsTest, ThatNeverAskedAnythingAreLeftAlone) {
  start({}, "", {.faults = {.idle_close = {.probability = 1, .delay = 1ms}}});
  const auto silent = client();
  const auto other = client();
  EXPECT_EQ(other->ask(post("Body=x")).status, 201);
  EXPECT_EQ(other->receive().end, End::closed);
  EXPECT_EQ(silent->ask(post("Body=y")).status, 201);
}

}  // namespace
}  // namespace simulator
