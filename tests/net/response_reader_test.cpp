#include "net/response_reader.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "net/error.hpp"

namespace net {
namespace {

class ResponseReaderTest : public testing::Test {
 protected:
  /// Gives the reader `text` in pieces of at most `piece_bytes`.
  ReadProgress feed(std::string_view text, std::size_t piece_bytes = 100'000) {
    auto progress = ReadProgress::wants_more;
    while (!text.empty() && progress == ReadProgress::wants_more) {
      const auto space = reader.space();
      const auto count = std::min({text.size(), piece_bytes, space.size()});
      std::memcpy(space.data(), text.data(), count);
      text.remove_prefix(count);
      progress = reader.received(count);
    }
    return progress;
  }

  Exchange described() const {
    Exchange exchange;
    reader.describe(exchange);
    return exchange;
  }

  static std::string chunked(std::string_view body, std::size_t chunk_bytes) {
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nRetry-After: 9\r\n\r\n";
    for (; !body.empty(); body.remove_prefix(std::min(chunk_bytes, body.size()))) {
      std::array<char, 20> size;
      std::snprintf(size.data(), size.size(), "%zx\r\n", std::min(chunk_bytes, body.size()));
      text += size.data();
      text += body.substr(0, chunk_bytes);
      text += "\r\n";
    }
    return text + "0\r\n\r\n";
  }

  const std::vector<std::string> fields{"retry-after"};
  ResponseReader reader{fields};
};

TEST_F(ResponseReaderTest, ReadsTheSameByteByByte) {
  const std::string text =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nRetry-After: 3\r\nContent-Length: 5\r\n"
      "\r\nhello";
  EXPECT_EQ(feed(text, 1), ReadProgress::complete);
  EXPECT_EQ(described().status, 201);
  EXPECT_EQ(described().body, "hello");
  EXPECT_EQ(described().fields[0], "3");
  EXPECT_TRUE(reader.keeps_connection());
}

TEST_F(ResponseReaderTest, GathersALargeBodyFromChunksOfAnySizeInPiecesOfAnySize) {
  std::mt19937_64 engine(11);
  for (int round = 0; round < 30; ++round) {
    std::string body(engine() % 200'000, '\0');
    for (auto& c : body) c = static_cast<char>('a' + engine() % 26);
    const auto text = chunked(body, 1 + engine() % 3000);
    ASSERT_EQ(feed(text, 1 + engine() % 5000), ReadProgress::complete) << "round " << round;
    EXPECT_EQ(described().body, body) << "round " << round;
    EXPECT_EQ(described().fields[0], "9");
    reader.reset();
  }
}

TEST_F(ResponseReaderTest, GathersABodyOfOneMebibyteFromTinyChunks) {
  const std::string body(response_body_bytes_max, 'x');
  EXPECT_EQ(feed(chunked(body, 3)), ReadProgress::complete);
  EXPECT_EQ(described().body, body);
}

TEST_F(ResponseReaderTest, RefusesMoreThanOneMebibyteInChunks) {
  const std::string body(response_body_bytes_max + 1, 'x');
  EXPECT_EQ(feed(chunked(body, 10'000)), ReadProgress::failed);
  EXPECT_EQ(reader.error(), errc::body_too_large);
  EXPECT_TRUE(described().head_complete);
}

TEST_F(ResponseReaderTest, RefusesALineThatNeverEnds) {
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x')), ReadProgress::failed);
  EXPECT_EQ(reader.error(), errc::malformed_response);
  reader.reset();
  EXPECT_EQ(
      feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(200'000, 'x')),
      ReadProgress::failed);
  EXPECT_EQ(reader.error(), errc::malformed_response);
  EXPECT_TRUE(described().head_complete);
}

TEST_F(ResponseReaderTest, TakesAFieldsFirstValueAndNoTrailer) {
  EXPECT_EQ(
      feed("HTTP/1.1 200 OK\r\nRetry-After: 1\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"),
      ReadProgress::complete);
  EXPECT_EQ(described().fields[0], "1");
  reader.reset();
  EXPECT_EQ(
      feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nRetry-After: 5\r\n\r\n"),
      ReadProgress::complete);
  EXPECT_EQ(described().fields[0], "");
}

TEST_F(ResponseReaderTest, HasNoRoomForAFieldOfOverAKibibyte) {
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nRetry-After: " + std::string(captured_bytes_max + 1, '1') +
                 "\r\nContent-Length: 0\r\n\r\n"),
            ReadProgress::complete);
  EXPECT_EQ(described().fields[0], "");
}

TEST_F(ResponseReaderTest, ForgetsTheLastAnswer) {
  feed("HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nab");
  reader.reset();
  EXPECT_FALSE(described().head_complete);
  EXPECT_EQ(feed("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"), ReadProgress::complete);
  EXPECT_EQ(described().body, "");
  EXPECT_EQ(described().fields[0], "");
}

TEST_F(ResponseReaderTest, TakesSwitchingProtocolsForAFinalAnswerThatEndsTheConnection) {
  EXPECT_EQ(feed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), ReadProgress::complete);
  EXPECT_EQ(described().status, 101);
  EXPECT_FALSE(reader.keeps_connection());
}

class StatusOutsideHttp : public ResponseReaderTest, public testing::WithParamInterface<int> {};

TEST_P(StatusOutsideHttp, EndsTheConnection) {
  const auto status = std::to_string(1000 + GetParam()).substr(1);
  EXPECT_EQ(feed("HTTP/1.1 " + status + " Odd\r\nContent-Length: 0\r\n\r\n"),
            ReadProgress::complete);
  EXPECT_EQ(described().status, GetParam());
  EXPECT_FALSE(reader.keeps_connection());
}

INSTANTIATE_TEST_SUITE_P(Odd, StatusOutsideHttp, testing::Values(0, 99, 600, 999));

}  // namespace
}  // namespace net
