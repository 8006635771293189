#include "dispatcher/face/outcomes.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/dispatcher/face/options_fixture.hpp"
#include "tests/dispatcher/face/outcomes_fixture.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class Outcomes : public OptionsFiles {
 protected:
  ExitCode print() { return print_outcomes(command_, console_, reader_, wait_, 1ms); }

  std::size_t lines_count() const {
    const auto text = out_.str();
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  OutcomesCommand command_;
  FakeReader reader_;
  WaitForStop wait_ = [](std::chrono::milliseconds) { return true; };
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(Outcomes, AreATableForPeople) {
  reader_.add_sent(1);
  EXPECT_EQ(print(), exit_done);
  EXPECT_THAT(out_.str(), testing::StartsWith("SEQUENCE"));
  EXPECT_THAT(out_.str(), HasSubstr("sent"));
  EXPECT_THAT(out_.str(), testing::EndsWith("  m1\n"));
}

TEST_F(Outcomes, AreOneJsonObjectALineWhenAsked) {
  reader_.add_sent(1);
  reader_.add_sent(2);
  command_.json = true;
  EXPECT_EQ(print(), exit_done);
  EXPECT_EQ(lines_count(), 2U);
  EXPECT_THAT(out_.str(), testing::StartsWith("{"));
  EXPECT_THAT(out_.str(), HasSubstr("\"id\":\"m2\",\"outcome\":\"sent\""));
}

TEST_F(Outcomes, ResumeBehindASequence) {
  for (std::uint64_t i = 1; i <= 5; ++i) reader_.add_sent(i);
  command_.json = true;
  command_.after = 3;
  print();
  EXPECT_EQ(lines_count(), 2U);
  EXPECT_THAT(out_.str(), Not(HasSubstr("m3")));
}

TEST_F(Outcomes, AreReadInPiecesToTheLast) {
  for (std::uint64_t i = 1; i <= 2'500; ++i) reader_.add_sent(i);
  command_.json = true;
  print();
  EXPECT_EQ(lines_count(), 2'500U);
}

TEST_F(Outcomes, AreFollowedUntilStopped) {
  reader_.add_sent(1);
  command_.json = true;
  command_.follow = true;
  int waits = 0;
  wait_ = [&](std::chrono::milliseconds) {
    reader_.add_sent(static_cast<std::uint64_t>(waits) + 2);
    return ++waits == 3;
  };
  EXPECT_EQ(print(), exit_done);
  EXPECT_EQ(lines_count(), 3U);
  EXPECT_EQ(reader_.refreshes, 2);
}

TEST_F(Outcomes, EndQuietlyWhenNobodyReadsAnyMore) {
  reader_.add_sent(1);
  command_.follow = true;
  wait_ = [](std::chrono::milliseconds) {
    ADD_FAILURE() << "waited for a reader that is gone";
    return true;
  };
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(print(), exit_done);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Outcomes, OpenOnesAreHeldOrInDoubt) {
  reader_.open_rows = {{"h", service_a, true, true, {}, doubt_record()},
                       {"d", service_a, false, true, WallTime{1h}, doubt_record()}};
  command_.open = true;
  EXPECT_EQ(print(), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("held      ambiguous"));
  EXPECT_THAT(out_.str(), HasSubstr("in doubt  ambiguous"));
  EXPECT_THAT(out_.str(), HasSubstr("1970-01-01T01:00:00.000Z"));
}

TEST_F(Outcomes, OpenOnesAreJsonWhenAsked) {
  reader_.open_rows = {{"h", service_a, true, true, {}, doubt_record()}};
  command_.open = true;
  command_.json = true;
  print();
  EXPECT_THAT(out_.str(), HasSubstr("{\"id\":\"h\",\"state\":\"held\""));
}

TEST_F(Outcomes, WhoseRecordCannotBeReadAreNamed) {
  reader_.rows = {{1, "broken", "?"}};
  reader_.add_sent(2);
  EXPECT_EQ(print(), exit_io);
  EXPECT_THAT(err_.str(), HasSubstr("broken: its record cannot be read"));
  EXPECT_THAT(out_.str(), HasSubstr("m2"));
}

TEST_F(Outcomes, OfASpoolThatFailsEndWithItsError) {
  reader_.failure = queue::errc::damaged;
  EXPECT_EQ(print(), exit_io);
  EXPECT_THAT(err_.str(), HasSubstr("damaged"));
}

TEST_F(Outcomes, OfNoSpoolAreNoInput) {
  command_.config = write("d.toml", minimal());
  EXPECT_EQ(run_outcomes(command_, console_, wait_), exit_no_input);
  EXPECT_THAT(err_.str(), Not(testing::IsEmpty()));
}

TEST_F(Outcomes, NeedAGoodConfiguration) {
  command_.config = path("missing.toml");
  EXPECT_EQ(run_outcomes(command_, console_, wait_), exit_config);
}

}  // namespace
}  // namespace dispatcher
