#include "tests/bad_input/bad_line.hpp"

#include <gmock/gmock.h>

#include "dispatcher/face/submit.hpp"
#include "queue/durable_spool.hpp"
#include "tests/bad_input/bad_input_files.hpp"

/// `submit` with lines that must not be taken: every refusal names file, line and field, and
/// nothing of it is stored.
namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Submitting : public BadInputFiles {
 protected:
  Submitting() {
    command_.config = write(
        "d.toml",
        "[spool]\ndirectory = \"spool\"\n[control]\nsocket = \"s\"\n[[account]]\nname = \"main\"\n"
        "username_file = \"user\"\npassword_file = \"password\"\n"
        "services = [\"" +
            known_service + "\"]\n");
  }

  ExitCode submit(const std::string& bytes, bool strict = false) {
    command_.input = write("m.ndjson", bytes).string();
    command_.strict = strict;
    const auto now = parse_rfc3339("2026-11-23T10:00:00Z");
    return run_submit(command_, console_, [now] { return *now; });
  }

  testing::AssertionResult refused(int line, const BadLine& bad) const {
    const auto place = command_.input + ":" + std::to_string(line) + ": " + bad.field + ": ";
    return complained(place, bad.sentence);
  }

  std::uint64_t stored_count() const {
    std::string detail;
    queue::SpoolOptions options;
    options.directory = path("spool");
    options.now = [] { return queue::WallTime{}; };
    const auto spool = queue::DurableSpool::open(std::move(options), detail);
    EXPECT_TRUE(spool) << detail;
    return spool ? (*spool)->state_at_open().messages_open : 0;
  }

  SubmitCommand command_;
};

class SubmittingABadLine : public Submitting, public testing::TestWithParam<BadLine> {};

TEST_P(SubmittingABadLine, AcceptsNothing) {
  EXPECT_EQ(submit(GetParam().bytes + "\n"), exit_data);
  EXPECT_TRUE(refused(1, GetParam()));
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 0, refused 1\n");
}

TEST_P(SubmittingABadLine, StoresNoneOfItsGoodNeighboursWhenStrict) {
  EXPECT_EQ(submit(good_line("a") + "\n" + GetParam().bytes + "\n" + good_line("b") + "\n", true),
            exit_data);
  EXPECT_TRUE(refused(2, GetParam()));
  EXPECT_THAT(err_.str(), HasSubstr("nothing was stored"));
  EXPECT_FALSE(std::filesystem::exists(path("spool")));
}

std::string name_of_line(const testing::TestParamInfo<BadLine>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Bytes, SubmittingABadLine, testing::ValuesIn(lines_of_bad_bytes()),
                         name_of_line);
INSTANTIATE_TEST_SUITE_P(Json, SubmittingABadLine, testing::ValuesIn(lines_of_bad_json()),
                         name_of_line);
INSTANTIATE_TEST_SUITE_P(Keys, SubmittingABadLine, testing::ValuesIn(lines_of_bad_keys()),
                         name_of_line);
INSTANTIATE_TEST_SUITE_P(Values, SubmittingABadLine, testing::ValuesIn(lines_of_bad_values()),
                         name_of_line);
INSTANTIATE_TEST_SUITE_P(Times, SubmittingABadLine, testing::ValuesIn(lines_of_bad_times()),
                         name_of_line);

class SubmittingBadLines : public Submitting, public testing::Test {};

TEST_F(SubmittingBadLines, WhoseNeighbourIsGoodItIsTheLineThatIsBad) {
  EXPECT_EQ(submit(line_with({}) + "\n"), exit_done);
  EXPECT_EQ(out_.str(), "accepted 1, duplicate 0, refused 0\n");
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(SubmittingBadLines, LeavesTheSpoolEmpty) {
  std::string text;
  std::size_t count = 0;
  for (const auto& table : {lines_of_bad_bytes(), lines_of_bad_json(), lines_of_bad_keys(),
                            lines_of_bad_values(), lines_of_bad_times()}) {
    for (const auto& bad : table) text += bad.bytes + "\n";
    count += table.size();
  }
  EXPECT_EQ(submit(text), exit_data);
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 0, refused " + std::to_string(count) + "\n");
  EXPECT_EQ(stored_count(), 0U);
}

TEST_F(SubmittingBadLines, StoresTheGoodOnesBetweenThem) {
  const auto bad = lines_of_bad_values();
  constexpr std::size_t shown_count = 20;  // of more, only the number is told
  ASSERT_GT(bad.size(), shown_count);
  std::string text;
  for (std::size_t i = 0; i < bad.size(); ++i) {
    text += good_line("good-" + std::to_string(i)) + "\n" + bad[i].bytes + "\n";
  }
  EXPECT_EQ(submit(text), exit_data);
  for (std::size_t i = 0; i < shown_count; ++i) {
    EXPECT_TRUE(refused(static_cast<int>(2 * i + 2), bad[i])) << bad[i].name;
  }
  const auto count = std::to_string(bad.size());
  EXPECT_EQ(out_.str(), "accepted " + count + ", duplicate 0, refused " + count + "\n");
  EXPECT_THAT(err_.str(), HasSubstr("and " + std::to_string(bad.size() - shown_count) + " more"));
  EXPECT_EQ(stored_count(), bad.size());
}

TEST_F(SubmittingBadLines, OfAMebibyteEachReadsOnAtTheNextLine) {
  const std::string long_line(1 << 20, '{');
  EXPECT_EQ(submit(good_line("a") + "\n" + long_line + "\n" + good_line("b") + "\n" + long_line +
                   "\n" + good_line("c")),
            exit_data);
  EXPECT_EQ(out_.str(), "accepted 3, duplicate 0, refused 2\n");
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:2: line: "));
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:4: line: "));
}

TEST_F(SubmittingBadLines, ThatGiveAKnownIdOtherContentLeaveTheFirst) {
  EXPECT_EQ(submit(good_line("a") + "\n" + line_with({{"id", "\"a\""}, {"body", "\"x\""}}) + "\n"),
            exit_data);
  EXPECT_TRUE(refused(2, {"", "", "id", "is known, with other content"}));
  EXPECT_EQ(stored_count(), 1U);
}

TEST_F(SubmittingBadLines, ThatHaveNoIdAreTheFaultOfTheCommandLine) {
  EXPECT_EQ(submit(line_with({{"id", ""}}) + "\n"), exit_usage);
  EXPECT_TRUE(refused(1, {"", "", "id", "--batch NAME"}));
  EXPECT_EQ(stored_count(), 0U);
}

TEST_F(SubmittingBadLines, ShowsNothingOfWhatAMessageSays) {
  submit(line_with({{"body", "\"swordfish\\u0007\""}}) + "\n" +
         line_with({{"body", "\"swordfish\""}, {"prio", "\"bulk\""}}) + "\n" +
         line_with({{"body", "\"swordfish\\ud800\""}}) + "\n");
  EXPECT_THAT(out_.str() + err_.str(), testing::Not(HasSubstr("swordfish")));
}

}  // namespace
}  // namespace dispatcher
