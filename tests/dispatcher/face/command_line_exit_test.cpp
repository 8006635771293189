#include "dispatcher/face/command_line_exit.hpp"

#include <gtest/gtest.h>

#include "queue/error.hpp"

namespace dispatcher {
namespace {

TEST(ExitCodes, TellAnErrorOfTheSpoolApart) {
  EXPECT_EQ(exit_code_of(queue::errc::directory_unusable), exit_cannot_create);
  EXPECT_EQ(exit_code_of(queue::errc::in_use), exit_try_later);
  EXPECT_EQ(exit_code_of(queue::errc::no_space), exit_try_later);
  EXPECT_EQ(exit_code_of(queue::errc::ring_full), exit_try_later);
  EXPECT_EQ(exit_code_of(queue::errc::damaged), exit_io);
  EXPECT_EQ(exit_code_of(queue::errc::newer_format), exit_io);
  EXPECT_EQ(exit_code_of(queue::errc::io_failed), exit_io);
}

TEST(ExitCodes, TellAnErrorOfTheSystemApart) {
  namespace system = boost::system::errc;
  EXPECT_EQ(exit_code_of(make_error_code(system::permission_denied)), exit_no_permission);
  EXPECT_EQ(exit_code_of(make_error_code(system::no_such_file_or_directory)), exit_no_input);
  EXPECT_EQ(exit_code_of(make_error_code(system::io_error)), exit_io);
}

TEST(ExitCodes, AreThoseOfSysexits) {
  EXPECT_EQ(exit_usage, 64);
  EXPECT_EQ(exit_data, 65);
  EXPECT_EQ(exit_no_input, 66);
  EXPECT_EQ(exit_try_later, 75);
  EXPECT_EQ(exit_config, 78);
}

}  // namespace
}  // namespace dispatcher
