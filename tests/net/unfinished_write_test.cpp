// A request that the socket does not take whole at once.
#include <gmock/gmock.h>

#include <future>

#include "net/transport.hpp"
#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

/// A transport whose buffer the test decides: the kernel's is far larger than one request.
class NarrowTransport final : public Transport {
 public:
  NarrowTransport(std::unique_ptr<Transport> real, const std::size_t& room_bytes)
      : real_(std::move(real)), room_bytes_(room_bytes) {}

  boost::system::error_code connect_error() override { return real_->connect_error(); }
  IoResult read(std::span<std::byte> into) override { return real_->read(into); }
  IoResult write(std::span<const std::byte> from) override {
    const auto room = room_bytes_ - std::min(room_bytes_, written_);
    if (room == 0) return {.status = IoStatus::would_block};
    const auto result = real_->write(from.first(std::min(room, from.size())));
    written_ += result.bytes_count;
    return result;
  }
  void await_writable() override { real_->await_writable(); }
  std::size_t unacknowledged_bytes() override { return real_->unacknowledged_bytes(); }
  bool was_silent(TimePoint now) const override { return real_->was_silent(now); }
  void close(CloseKind kind) override { real_->close(kind); }

 private:
  std::unique_ptr<Transport> real_;
  const std::size_t& room_bytes_;
  std::size_t written_ = 0;
};

class NarrowRuntime final : public Runtime, private Connector {
 public:
  NarrowRuntime() : Runtime(1) {}
  Connector& connector() override { return *this; }
  /// How much each connection may write in all; unbounded until set.
  std::size_t room_bytes = SIZE_MAX;

 private:
  std::unique_ptr<Transport> connect(const Address& address, TransportListener& listener) override {
    return std::make_unique<NarrowTransport>(Runtime::connector().connect(address, listener),
                                             room_bytes);
  }
};

constexpr std::size_t handshake_room_bytes = 3000;  // plenty; a request of 10,000 does not fit

class UnfinishedWriteTest : public PoolTest {
 protected:
  ~UnfinishedWriteTest() override { pool.reset(); }  // before its runtime

  void make_narrow_pool(const PoolOptions& options = {}) {
    make_pool(options);
    pool = std::make_unique<Pool>(narrow, tls, Endpoint{host, port}, options, recorder);
  }

  void run_narrow_until(const std::function<bool()>& done) {
    for (int turn = 0; turn < 20000 && !done(); ++turn) {
      narrow.io().restart();
      narrow.io().run_one_for(20ms);
    }
    ASSERT_TRUE(done());
  }

  /// A request of 10,000 bytes is posted, of which only a part is taken.
  void post_half() {
    narrow.room_bytes = handshake_room_bytes;
    pool->want(1);
    run_narrow_until([&] { return pool->ready_count() == 1; });
    pool->post(5, request(10'000));
    EXPECT_EQ(pool->busy_count(), 1U);
  }

  const Ended& wait_for_end() {
    run_narrow_until([&] { return !recorder.ended.empty(); });
    return recorder.ended.front();
  }

  void expect_never_written_whole(const Ended& ended) {
    EXPECT_EQ(ended.exchange.phase, Phase::write);
    EXPECT_EQ(ended.exchange.tag, 5U);
    EXPECT_LT(ended.exchange.ciphertext_bytes_sent, handshake_room_bytes);
    EXPECT_EQ(pool->ready_count(), 0U);
    EXPECT_EQ(pool->busy_count(), 0U);
  }

  NarrowRuntime narrow;
};

TEST_F(UnfinishedWriteTest, GoesOnWhenThereIsRoomAndGivesTheServerEveryByte) {
  std::promise<std::string> seen;
  serve([&](ServerConnection& connection) {
    seen.set_value(connection.read_request());
    connection.send(answer(201, "{}"));
    connection.wait_for_end();
  });
  make_narrow_pool();
  post_half();
  narrow.room_bytes = SIZE_MAX;
  const auto& ended = wait_for_end();
  EXPECT_EQ(ended.exchange.phase, Phase::response);
  EXPECT_EQ(ended.exchange.status, 201);
  EXPECT_TRUE(seen.get_future().get() == request(10'000));
  EXPECT_EQ(pool->ready_count(), 1U);
}

TEST_F(UnfinishedWriteTest, EndsAtTheWriteDeadlineAndTheServerHasNoRequest) {
  std::promise<std::string> seen;
  serve([&](ServerConnection& connection) { seen.set_value(connection.read_request()); });
  make_narrow_pool({.write_timeout = 30ms});
  post_half();
  const auto& ended = wait_for_end();
  EXPECT_EQ(ended.exchange.error, errc::timed_out);
  EXPECT_FALSE(ended.exchange.head_complete);
  EXPECT_FALSE(ended.exchange.lingers);
  expect_never_written_whole(ended);
  EXPECT_EQ(seen.get_future().get(), "");
}

TEST_F(UnfinishedWriteTest, EndsWhenTheServerResets) {
  std::promise<void> posted;
  serve([&](ServerConnection& connection) {
    posted.get_future().wait();
    connection.reset();
  });
  make_narrow_pool();
  post_half();
  posted.set_value();
  const auto& ended = wait_for_end();
  EXPECT_TRUE(ended.exchange.error);
  EXPECT_FALSE(ended.exchange.head_complete);
  expect_never_written_whole(ended);
}

TEST_F(UnfinishedWriteTest, ShowsAFinalAnswerThatDidNotWaitForTheRequest) {
  std::promise<void> posted;
  serve([&](ServerConnection& connection) {
    posted.get_future().wait();
    connection.send(answer(413, R"({"code":20413})"));
    connection.wait_for_end();
  });
  make_narrow_pool();
  post_half();
  posted.set_value();
  const auto& ended = wait_for_end();
  EXPECT_FALSE(ended.exchange.error);
  EXPECT_EQ(ended.exchange.status, 413);
  EXPECT_EQ(ended.body, R"({"code":20413})");
  expect_never_written_whole(ended);
}

TEST_F(UnfinishedWriteTest, ShowsAFinalAnswerThatCameBeforeAReset) {
  std::promise<void> posted;
  std::promise<void> answered;
  serve([&](ServerConnection& connection) {
    posted.get_future().wait();
    connection.send(answer(413, "{}"));
    connection.reset();
    answered.set_value();
  });
  make_narrow_pool();
  post_half();
  posted.set_value();
  answered.get_future().wait();
  narrow.room_bytes = SIZE_MAX;  // the next write meets the reset
  const auto& ended = wait_for_end();
  EXPECT_EQ(ended.exchange.status, 413);
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_EQ(ended.exchange.phase, Phase::write);
}

TEST_F(UnfinishedWriteTest, KeepsTheHeadOfAnEarlyAnswerWhoseBodyNeverComes) {
  std::promise<void> posted;
  serve([&](ServerConnection& connection) {
    posted.get_future().wait();
    connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 10\r\n\r\n{");
    connection.wait_for_end();
  });
  make_narrow_pool({.write_timeout = 500ms});  // time enough for the head
  post_half();
  posted.set_value();
  const auto& ended = wait_for_end();
  EXPECT_EQ(ended.exchange.error, errc::timed_out);
  EXPECT_EQ(ended.exchange.status, 413);
  EXPECT_FALSE(ended.exchange.body_complete);
  expect_never_written_whole(ended);
}

}  // namespace
}  // namespace net
