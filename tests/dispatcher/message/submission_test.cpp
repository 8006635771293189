#include "dispatcher/message/submission.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include "tests/dispatcher/message/sample.hpp"
#include "tests/dispatcher/message/submission_line.hpp"

namespace dispatcher {
namespace {

Message read(const std::string& line, std::string_view id_if_absent = {}) {
  SubmissionReader reader;
  const auto message = reader.read(line, line_read_at, id_if_absent);
  if (!message) throw std::runtime_error(message.error().field + " " + message.error().sentence);
  return *message;
}

TEST(Submission, OfTheFourNeededKeysAndAnIdIsAMessageForAtOnce) {
  EXPECT_EQ(read(line_with("")), sample::message());
}

TEST(Submission, TakesEveryKey) {
  Message expected = sample::message();
  expected.priority = Priority::urgent;
  expected.not_before = sample::time("2026-11-24T10:00:00Z");
  expected.expires_at = sample::time("2026-11-25T10:00:00Z");
  expected.on_ambiguous = OnAmbiguous::resend;
  EXPECT_EQ(read(line_with(R"(,"priority":"urgent","not_before":"2026-11-24T11:00:00+01:00",)"
                           R"("expires_at":"2026-11-25T10:00:00Z","on_ambiguous":"resend")")),
            expected);
}

TEST(Submission, KnowsThreePriorities) {
  EXPECT_EQ(read(line_with(R"(,"priority":"urgent")")).priority, Priority::urgent);
  EXPECT_EQ(read(line_with(R"(,"priority":"normal")")).priority, Priority::normal);
  EXPECT_EQ(read(line_with(R"(,"priority":"bulk")")).priority, Priority::bulk);
}

TEST(Submission, ChoosesWhatBecomesOfAnAmbiguousOne) {
  EXPECT_EQ(read(line_with(R"(,"on_ambiguous":"hold")")).on_ambiguous, OnAmbiguous::hold);
  EXPECT_EQ(read(line_with(R"(,"on_ambiguous":"resend")")).on_ambiguous, OnAmbiguous::resend);
  EXPECT_EQ(read(line_with(R"(,"on_ambiguous":"reconcile")")).on_ambiguous, OnAmbiguous::reconcile);
}

TEST(Submission, UnescapesTheBody) {
  EXPECT_EQ(read(line_of_body(R"(a\n\"\u00e9\ud83d\ude00\t\/)")).body, "a\n\"é\U0001F600\t/");
}

TEST(Submission, MayComeInAnyOrderAndWithSpaces) {
  const std::string line =
      R"( { "body" : "Your driver is here" , "participant":"KPffffffffffffffffffffffffffffffff",)"
      R"( "session":"KC0123456789ABCDEF0123456789abcdef", "id":"order-42",)"
      R"( "service":"KS0123456789abcdef0123456789abcdef" } )";
  EXPECT_EQ(read(line + "\r"), sample::message());
}

TEST(Submission, MayWriteAKeyWithEscapes) {
  EXPECT_EQ(read(line_with(R"(,"\u0070riority":"bulk")")).priority, Priority::bulk);
}

TEST(Submission, WithoutAnIdGetsTheOneOffered) {
  EXPECT_EQ(read(line_without_id(), "BATCH:17").id, "BATCH:17");
}

TEST(Submission, WithAnIdKeepsIt) { EXPECT_EQ(read(line_with(""), "BATCH:17").id, "order-42"); }

TEST(Submission, OfATimeThatHasPassedGoesAtOnce) {
  EXPECT_EQ(read(line_with(R"(,"not_before":"2026-11-23T12:00:00Z")")).not_before, WallTime{});
  EXPECT_EQ(read(line_with(R"(,"not_before":"1960-01-01T00:00:00Z")")).not_before, WallTime{});
}

TEST(Submission, OfTheLongestTextFitsALine) {
  EXPECT_EQ(read(line_of_body(sample::repeated("\u20AC", 1600))).body.size(), 4800U);
  EXPECT_EQ(read(line_of_body(sample::repeated(R"(\u20ac)", 1600))).body.size(), 4800U);
}

TEST(Submission, OfOneLineIsReadLikeTheNext) {
  SubmissionReader reader;
  EXPECT_FALSE(reader.read("{", line_read_at));
  EXPECT_EQ(*reader.read(line_with(""), line_read_at), sample::message());
  EXPECT_FALSE(reader.read(line_with(R"(,"x":"y")"), line_read_at));
  EXPECT_EQ(*reader.read(line_with(""), line_read_at), sample::message());
}

TEST(Submission, CutAnywhereIsRefused) {
  SubmissionReader reader;
  const auto line = line_with(R"(,"priority":"urgent","expires_at":"2026-11-25T10:00:00Z")");
  ASSERT_TRUE(reader.read(line, line_read_at));
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(reader.read(line.substr(0, size), line_read_at)) << size;
  }
}

TEST(Submission, WithAnyByteReplacedIsRefusedOrAValidMessage) {
  SubmissionReader reader;
  auto line = line_with(R"(,"priority":"urgent","expires_at":"2026-11-25T10:00:00Z")");
  std::size_t refused_count = 0;
  for (std::size_t place = 0; place < line.size(); ++place) {
    for (const char other : {'"', '\\', '{', '}', ',', '\0', '\x80', '0'}) {
      const char before = std::exchange(line[place], other);
      const auto message = reader.read(line, line_read_at);
      if (message) {
        EXPECT_TRUE(is_message_id(message->id) && !body_fault(message->body));
      } else {
        EXPECT_FALSE(message.error().field.empty());
        ++refused_count;
      }
      line[place] = before;
    }
  }
  EXPECT_GT(refused_count, 1000U);
}

}  // namespace
}  // namespace dispatcher
