#include "tests/bad_input/bad_line.hpp"

namespace dispatcher {
namespace {

using namespace std::string_literals;

std::string body_of(const std::string& bytes) { return line_with({{"body", '"' + bytes + '"'}}); }

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
      {"OverlongOfTwoBytes", body_of("\xC0\xAF"), "line", utf8},
      {"OverlongOfThreeBytes", body_of("\xE0\x80\xAF"), "line", utf8},
      {"OverlongOfFourBytes", body_of("\xF0\x80\x80\xAF"), "line", utf8},
      {"OverlongNul", body_of("\xC0\x80"), "line", utf8},
      {"SurrogateInBytes", body_of("\xED\xA0\x80"), "line", utf8},
      {"SurrogatePairInBytes", body_of("\xED\xA0\xBD\xED\xB8\x80"), "line", utf8},
      {"CharacterCutByTheQuote", body_of("\xE2\x82"), "line", utf8},
      {"CharacterCutByTheEnd", "{\"body\":\"\xF0\x9F\x98", "line", utf8},
      {"ContinuationAlone", body_of("\x80"), "line", utf8},
      {"BeyondUnicode", body_of("\xF4\x90\x80\x80"), "line", utf8},
      {"Latin1", body_of("caf\xE9"), "line", utf8},
      {"NoUtf8InAKey", line_with({{"b\xFFody", "\"x\""}}), "line", utf8},
      {"Utf16WithItsMark", "\xFF\xFE{\0\"\0i\0d\0"s, "line", utf8},
      {"ByteOrderMark", "\xEF\xBB\xBF" + good_line("marked"), "line", "byte order mark"},

      {"NulInAString", body_of("a\0b"s), "line", raw},
      {"NulInAKey", line_with({{"bo\0dy"s, "\"x\""}}), "line", raw},
      {"NulBeforeTheObject", "\0"s + good_line("nul"), "line", object},
      {"NulInsideTheObject", "{\0"s + good_line("nul").substr(1), "line", object},
      {"NulBehindTheObject", good_line("nul") + "\0"s, "line", "let nothing stand behind it"},
      {"NothingButNul", std::string(64, '\0'), "line", object},
      {"RawTab", body_of("a\tb"), "line", raw},
      {"RawCarriageReturn", body_of("a\rb"), "line", raw},
      {"RawTerminalEscape", body_of("\x1B[31m"), "line", raw},

      {"Nothing", "", "line", "is empty"},
      {"OnlyBlanks", "   \t ", "line", "is empty"},
      {"BodyOfAMebibyte", body_of(std::string(mebibyte, 'x')), "line", length},
      {"MebibyteThatIsNoJson", std::string(mebibyte, '['), "line", length},
      {"BlanksUpToAMebibyte", good_line_of(mebibyte), "line", length},
      {"OneByteTooLong", good_line_of(16 * 1024 + 1), "line", length},
  };
}

}  // namespace dispatcher
