#include "dispatcher/face/process_figures.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace dispatcher {
namespace {

TEST(ProcessFigures, TellWhatTheProcessTakes) {
  const ProcessFigures figures = figures_of_process();
  EXPECT_GT(figures.cpu_s, 0);
  EXPECT_GT(figures.resident_bytes, 1'000'000U);
  EXPECT_GT(figures.virtual_bytes, figures.resident_bytes);
  EXPECT_GT(figures.fds_max, figures.open_fds);
}

TEST(ProcessFigures, CountWhatIsOpen) {
  const auto before = figures_of_process().open_fds;
  const int one = ::dup(0);
  EXPECT_EQ(figures_of_process().open_fds, before + 1);
  ::close(one);
  EXPECT_EQ(figures_of_process().open_fds, before);
}

}  // namespace
}  // namespace dispatcher
