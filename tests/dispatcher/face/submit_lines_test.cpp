#include "dispatcher/face/submit_lines.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <thread>

#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t bound = 16;

class Lines : public FaceFiles {
 protected:
  std::vector<std::string> lines(std::string_view text) {
    const int descriptor = ::open(write("in", text).c_str(), O_RDONLY);
    LineReader reader(descriptor, bound);
    std::vector<std::string> found;
    while (const auto line = reader.next()) {
      EXPECT_EQ(line->number, found.size() + 1);
      found.emplace_back(line->text);
    }
    EXPECT_FALSE(reader.error());
    EXPECT_EQ(reader.bytes_read(), text.size());
    ::close(descriptor);
    return found;
  }
};

TEST_F(Lines, EndWithALineFeedOrWithTheFile) {
  EXPECT_THAT(lines("one\ntwo\n"), ElementsAre("one", "two"));
  EXPECT_THAT(lines("one\ntwo"), ElementsAre("one", "two"));
  EXPECT_THAT(lines(""), IsEmpty());
  EXPECT_THAT(lines("\n\n"), ElementsAre("", ""));
}

TEST_F(Lines, MayEndWithACarriageReturnAndALineFeed) {
  EXPECT_THAT(lines("one\r\ntwo\r\n"), ElementsAre("one", "two"));
  EXPECT_THAT(lines("o\rne\n"), ElementsAre("o\rne"));
}

TEST_F(Lines, KeepNulBytes) {
  EXPECT_THAT(lines(std::string("a\0b\n", 4)), ElementsAre(std::string("a\0b", 3)));
}

TEST_F(Lines, OfTheLongestLengthAreWhole) {
  const std::string longest(bound, 'x');
  EXPECT_THAT(lines(longest + "\n" + longest + "\r\n" + longest),
              ElementsAre(longest, longest, longest));
}

TEST_F(Lines, ThatAreTooLongAreCutAndTheNextOneIsWhole) {
  const std::string cut(bound + 1, 'x');
  EXPECT_THAT(lines(cut + "\nnext\n"), ElementsAre(cut, "next"));
  EXPECT_THAT(lines(cut + "y\nnext\n"), ElementsAre(cut, "next"));
  EXPECT_THAT(lines(std::string(5'000'000, 'x') + "\nnext\n"), ElementsAre(cut, "next"));
  EXPECT_THAT(lines("first\n" + std::string(5'000'000, 'x')), ElementsAre("first", cut));
}

TEST_F(Lines, AcrossTheReadsAreWhole) {
  // Seven does not divide the size of a read: lines straddle every border.
  std::string text;
  constexpr std::size_t count = 700'000;
  for (std::size_t i = 0; i < count; ++i) text += "abcdef\n";
  const auto found = lines(text);
  ASSERT_EQ(found.size(), count);
  EXPECT_THAT(found, testing::Each("abcdef"));
}

TEST_F(Lines, ComeFromAPipeInPieces) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::thread writer([&] {
    for (const std::string piece : {"o", "ne\nt", "wo", "\n"}) {
      EXPECT_EQ(::write(ends[1], piece.data(), piece.size()), static_cast<ssize_t>(piece.size()));
    }
    ::close(ends[1]);
  });
  LineReader reader(ends[0], bound);
  EXPECT_EQ(reader.next()->text, "one");
  EXPECT_EQ(reader.next()->text, "two");
  EXPECT_FALSE(reader.next());
  writer.join();
  ::close(ends[0]);
}

TEST_F(Lines, EndWithAnErrorThatIsTold) {
  const int descriptor = ::open(directory().c_str(), O_RDONLY);
  LineReader reader(descriptor, bound);
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.error(), std::errc::is_a_directory);
  ::close(descriptor);
}

}  // namespace
}  // namespace dispatcher
