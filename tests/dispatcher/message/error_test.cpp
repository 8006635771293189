#include "dispatcher/message/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace dispatcher {
namespace {

TEST(Error, HasASentenceOfItsOwnForEachKind) {
  std::set<std::string> sentences;
  const int last = static_cast<int>(errc::unusable_credential);
  for (int value = 1; value <= last; ++value) {
    const boost::system::error_code error = make_error_code(static_cast<errc>(value));
    EXPECT_TRUE(error.failed());
    EXPECT_EQ(error.message().find("unknown"), std::string::npos) << value;
    sentences.insert(error.message());
  }
  EXPECT_EQ(sentences.size(), static_cast<std::size_t>(last));
}

TEST(Error, OfANumberThatIsNoneSaysSo) {
  EXPECT_EQ(make_error_code(static_cast<errc>(999)).message(), "unknown dispatcher error 999");
}

TEST(Error, IsNamedAfterItsRoom) {
  EXPECT_STREQ(make_error_code(errc::malformed_sid).category().name(), "dispatcher");
}

}  // namespace
}  // namespace dispatcher
