#include "bench/simulator/form.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

struct Read {
  FormState state;
  std::string text;
};

Read read(std::string_view form) {
  Read result{};
  result.state = read_body_parameter(form, result.text);
  return result;
}

TEST(Form, DecodesPlusAndPercentAsBlanksAndKeepsTheRest) {
  EXPECT_EQ(read("Body=a+b%20c%2Bd%3d%26").text, "a b c+d=&");
  EXPECT_EQ(read("Body=%F0%9F%98%80%c3%a9").text, "😀é");
}

TEST(Form, FindsTheBodyAmongOtherParameters) {
  const auto result = read("MediaUrl=x&&Body=hello&Other");
  EXPECT_EQ(result.state, FormState::found);
  EXPECT_EQ(result.text, "hello");
  EXPECT_EQ(read("%42ody=hello").text, "hello");
}

TEST(Form, KeepsAnEqualsSignInsideTheText) { EXPECT_EQ(read("Body=a=b").text, "a=b"); }

TEST(Form, MissesABodyThatIsAbsentOrEmpty) {
  for (const auto* form : {"", "Body", "Body=", "body=x", "Other=x", "&"}) {
    EXPECT_EQ(read(form).state, FormState::missing) << form;
  }
}

TEST(Form, RefusesASecondBody) { EXPECT_EQ(read("Body=a&Body=a").state, FormState::repeated); }

TEST(Form, RefusesBrokenEscapesAndTextThatIsNotUtf8) {
  for (const auto* form :
       {"Body=%", "Body=%4", "Body=%zz", "Body=%ff", "Body=%c3", "Body=\xc3", "%=1"}) {
    EXPECT_EQ(read(form).state, FormState::malformed) << form;
  }
}

TEST(Form, CountsCharactersAsUtf16Units) {
  EXPECT_EQ(utf16_units(""), 0u);
  EXPECT_EQ(utf16_units("abc"), 3u);
  EXPECT_EQ(utf16_units("é€"), 2u);
  EXPECT_EQ(utf16_units("😀"), 2u);
}

}  // namespace
}  // namespace simulator
