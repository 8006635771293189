#include "dispatcher/face/submit_input.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

class Input : public FaceFiles {};

TEST_F(Input, IsAFileWithASizeThatCanBeReadTwice) {
  SubmitInput input(write("m", "12345").string());
  EXPECT_EQ(input.complaint(), "");
  EXPECT_EQ(input.size_bytes(), 5U);
  EXPECT_TRUE(input.is_regular_file());
  char bytes[8];
  EXPECT_EQ(::read(input.descriptor(), bytes, sizeof bytes), 5);
  EXPECT_TRUE(input.rewind());
  EXPECT_EQ(::read(input.descriptor(), bytes, sizeof bytes), 5);
}

TEST_F(Input, IsStandardInputBehindADash) {
  const SubmitInput input("-");
  EXPECT_EQ(input.complaint(), "");
  EXPECT_EQ(input.descriptor(), STDIN_FILENO);
  EXPECT_EQ(input.name(), "<stdin>");
}

TEST_F(Input, ThatIsNotThereOrADirectoryIsComplainedOf) {
  EXPECT_THAT(SubmitInput(path("missing").string()).complaint(),
              HasSubstr("missing: cannot be read: No such file"));
  EXPECT_THAT(SubmitInput(directory().string()).complaint(), HasSubstr("is a directory"));
}

}  // namespace
}  // namespace dispatcher
