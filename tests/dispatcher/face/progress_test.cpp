#include "dispatcher/face/progress.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

ProgressView halfway() { return {"sending", 5'000, 10'000, "messages", 1'234.4, "2 in doubt"}; }

TEST(ProgressLine, SaysHowFarAndHowFast) {
  EXPECT_EQ(render_line(halfway()), "sending: 50%, 5,000 of 10,000 messages, 1,234/s, 2 in doubt");
}

TEST(ProgressLine, MakesNoShareOfAnUnknownTotal) {
  EXPECT_EQ(render_line({"sending", 1'234'567, 0, "messages", 0, ""}),
            "sending: 1,234,567 messages");
}

TEST(ProgressBar, FillsWithTheShare) {
  ProgressView view{"sending", 0, 4, "m", 0, ""};
  const ProgressStyle style{.terminal = true, .columns = 160};
  EXPECT_EQ(render_bar(view, style), "sending [" + std::string(40, ' ') + "] 0 of 4 m");
  view.done = 1;
  EXPECT_EQ(render_bar(view, style),
            "sending [" + std::string(10, '=') + std::string(30, ' ') + "] 1 of 4 m");
  view.done = 4;
  EXPECT_EQ(render_bar(view, style), "sending [" + std::string(40, '=') + "] 4 of 4 m");
}

TEST(ProgressBar, IsNeverMoreThanFull) {
  const ProgressView view{"sending", 9, 4, "m", 0, ""};
  EXPECT_THAT(render_bar(view, {.terminal = true, .columns = 80}),
              HasSubstr("[" + std::string(20, '=') + "]"));
}

TEST(ProgressBar, IsNeverWiderThanTheTerminal) {
  for (std::size_t columns = 1; columns < 120; ++columns) {
    const ProgressStyle style{.terminal = true, .columns = columns};
    EXPECT_LE(render_bar(halfway(), style).size(), columns);
  }
}

TEST(ProgressBar, IsColouredOnlyWhenAsked) {
  EXPECT_THAT(render_bar(halfway(), {.terminal = true, .color = true, .columns = 120}),
              HasSubstr("\033[32m"));
  EXPECT_THAT(render_bar(halfway(), {.terminal = true, .color = false, .columns = 120}),
              Not(HasSubstr("\033")));
}

class Printing : public testing::Test {
 protected:
  void update(ProgressPrinter& printer, std::uint64_t done, std::chrono::milliseconds at) {
    printer.update({"sending", done, 100, "messages", 0, ""}, ProgressPrinter::TimePoint{} + at);
  }
  std::ostringstream err_;
};

TEST_F(Printing, IsSilentAboutWhatIsQuick) {
  ProgressPrinter printer(err_, {});
  update(printer, 0, 0ms);
  update(printer, 50, 1'999ms);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Printing, WritesWholeLinesWhereThereIsNoTerminal) {
  ProgressPrinter printer(err_, {});
  update(printer, 0, 0ms);
  update(printer, 20, 2'000ms);
  update(printer, 21, 2'100ms);
  update(printer, 60, 4'000ms);
  EXPECT_EQ(err_.str(),
            "sending: 20%, 20 of 100 messages, 10/s\nsending: 60%, 60 of 100 messages, 20/s\n");
}

TEST_F(Printing, WritesNothingWhereEveryLineIsKept) {
  ProgressPrinter printer(err_, {.silent = true});
  update(printer, 0, 0ms);
  update(printer, 20, 2'000ms);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Printing, RedrawsOneLineOnATerminalAndTakesItAway) {
  {
    ProgressPrinter printer(err_, {.terminal = true});
    update(printer, 0, 0ms);
    update(printer, 20, 100ms);
    EXPECT_THAT(err_.str(), testing::StartsWith("\rsending ["));
    EXPECT_THAT(err_.str(), Not(HasSubstr("\n")));
  }
  EXPECT_THAT(err_.str(), testing::EndsWith("\r\033[K"));
}

}  // namespace
}  // namespace dispatcher
