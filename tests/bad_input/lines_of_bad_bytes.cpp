#include "tests/bad_input/bad_line.hpp"

namespace dispatcher {
namespace {

using namespace std::string_literals;

/// Good, but for blanks that make it `size_bytes` long.
std::string good_line_of(std::size_t size_bytes) {
  auto line = good_line("long");
  line.resize(size_bytes, ' ');
  return line;
}

constexpr std::size_t mebibyte = 1 << 20;

}  // namespace

std::vector<BadLine> lines_of_bad_bytes() {
  const std::string utf8 = "convert the file to UTF-8";
  const std::string raw = "a string holds a raw control character";
  const std::string object = "is not one JSON object";
  const std::string length = "longer than 16384 bytes";
  return {
      // RFC 3629 section 3 names what is no UTF-8.
      {"OverlongOfTwoBytes", line_of_body("\xC0\xAF"), "line", utf8},
      {"OverlongOfThreeBytes", line_of_body("\xE0\x80\xAF"), "line", utf8},
      {"OverlongOfFourBytes", line_of_body("\xF0\x80\x80\xAF"), "line", utf8},
      {"OverlongNul", line_of_body("\xC0\x80"), "line", utf8},
      {"SurrogateInBytes", line_of_body("\xED\xA0\x80"), "line", utf8},
      {"SurrogatePairInBytes", line_of_body("\xED\xA0\xBD\xED\xB8\x80"), "line", utf8},
      {"CharacterCutByTheQuote", line_of_body("\xE2\x82"), "line", utf8},
      {"CharacterCutByTheEnd", "{\"body\":\"\xF0\x9F\x98", "line", utf8},
      {"ContinuationAlone", line_of_body("\x80"), "line", utf8},
      {"BeyondUnicode", line_of_body("\xF4\x90\x80\x80"), "line", utf8},
      {"Latin1", line_of_body("caf\xE9"), "line", utf8},
      {"NoUtf8InAKey", line_with({{"b\xFFody", "\"x\""}}), "line", utf8},
      {"Utf16WithItsMark", "\xFF\xFE{\0\"\0i\0d\0"s, "line", utf8},
      {"ByteOrderMark", "\xEF\xBB\xBF" + good_line("marked"), "line", "byte order mark"},

      {"NulInAString", line_of_body("a\0b"s), "line", raw},
      {"NulInAKey", line_with({{"bo\0dy"s, "\"x\""}}), "line", raw},
      {"NulBeforeTheObject", "\0"s + good_line("nul"), "line", object},
      {"NulInsideTheObject", "{\0"s + good_line("nul").substr(1), "line", object},
      {"NulBehindTheObject", good_line("nul") + "\0"s, "line", "let nothing stand behind it"},
      {"NothingButNul", std::string(64, '\0'), "line", object},
      {"RawTab", line_of_body("a\tb"), "line", raw},
      {"RawCarriageReturn", line_of_body("a\rb"), "line", raw},
      {"RawTerminalEscape", line_of_body("\x1B[31m"), "line", raw},

      {"Nothing", "", "line", "is empty"},
      {"OnlyBlanks", "   \t ", "line", "is empty"},
      {"BodyOfAMebibyte", line_of_body(std::string(mebibyte, 'x')), "line", length},
      {"MebibyteThatIsNoJson", std::string(mebibyte, '['), "line", length},
      {"BlanksUpToAMebibyte", good_line_of(mebibyte), "line", length},
      {"OneByteTooLong", good_line_of(16 * 1024 + 1), "line", length},
  };
}

}  // namespace dispatcher
