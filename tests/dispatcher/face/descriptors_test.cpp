#include "dispatcher/face/descriptors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace dispatcher {
namespace {

TEST(Descriptors, AreAsManyAsTheSystemAllows) {
  const auto allowed_max = raise_descriptors_max();
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(allowed_max, limit.rlim_cur);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
}

TEST(Descriptors, AreLeftToTheDiskAndTheProviderFirst) {
  EXPECT_EQ(clients_max(1024), 128U);
  EXPECT_EQ(clients_max(65'536), 1024U);
  EXPECT_EQ(clients_max(0), 16U);
}

}  // namespace
}  // namespace dispatcher
