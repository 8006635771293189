#include "dispatcher/face/hang_up.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace dispatcher {
namespace {

TEST(HangUp, ThatCameBeforeAnybodyListenedIsTold) {
  net::Runtime runtime(0);
  HangUp hang_up(runtime);
  std::raise(SIGHUP);
  int told = 0;
  hang_up.listen([&] { ++told, runtime.io().stop(); });
  runtime.io().run();
  EXPECT_EQ(told, 1);
}

TEST(HangUp, IsToldEachTime) {
  net::Runtime runtime(0);
  HangUp hang_up(runtime);
  int told = 0;
  hang_up.listen([&] {
    if (++told == 3) return runtime.io().stop();
    std::raise(SIGHUP);
  });
  std::raise(SIGHUP);
  runtime.io().run();
  EXPECT_EQ(told, 3);
}

}  // namespace
}  // namespace dispatcher
