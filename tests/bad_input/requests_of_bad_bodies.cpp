#include "tests/bad_input/bad_line.hpp"
#include "tests/bad_input/bad_request.hpp"

namespace dispatcher {
namespace {

/// A submission that is refused; the connection goes on.
BadRequest json(const std::string& name, const std::string& body, int status = 422) {
  return {name, post_json(body), {status}, true};
}
/// A good one with another text, as it stands in JSON.
std::string saying(const std::string& text) {
  auto line = good_line("a");
  const std::string key = "\"body\":\"";
  const auto begin = line.find(key) + key.size();
  return line.replace(begin, line.find('"', begin) - begin, text);
}
/// A good one with a member more.
std::string with(const std::string& member) {
  auto line = good_line("a");
  return line.insert(line.rfind('}'), "," + member);
}
BadRequest of_type(const std::string& name, const std::string& type) {
  const auto body = good_line("a");
  return {
      name, post_with("Content-Type: " + type + "\r\n" + length_field(body), body), {415}, true};
}

}  // namespace

std::vector<BadRequest> requests_of_bad_bodies() {
  using namespace std::string_literals;
  const auto good = good_line("a");
  return {
      json("Nothing", ""),
      json("Spaces", " \r\n\t "),
      json("Text", "hello"),
      json("Number", "7"),
      json("Null", "null"),
      json("ListOfOne", "[" + good + "]"),
      json("TwoObjects", good + "\n" + good),
      json("SomethingBehind", good + "x"),
      json("Unfinished", good.substr(0, good.size() - 1)),
      json("CommaLast", good.substr(0, good.size() - 1) + ",}"),
      json("Comment", "/* */" + good),
      json("ByteOrderMark", "\xef\xbb\xbf" + good),
      json("Utf16", "\xff\xfe{\0}\0"s),
      json("DeepLists", std::string(8000, '[')),
      json("DeepObjects",
           [] {
             std::string text;
             for (int i = 0; i < 3000; ++i) text += "{\"a\":";
             return text;
           }()),
      json("DeepValue", with("\"priority\":" + std::string(2000, '[') + std::string(2000, ']'))),
      json("KeyTwice", with("\"id\":\"b\"")),
      json("KeyUnknown", with("\"colour\":\"red\"")),
      json("KeyInUpperCase", with("\"Priority\":\"bulk\"")),
      json("NumberForAText", with("\"priority\":1")),
      json("GiantNumber", with("\"priority\":1e999999")),
      json("GiantInteger", with("\"priority\":" + std::string(5000, '9'))),
      json("ListForAText", with("\"priority\":[\"bulk\"]")),
      json("NullForAText", with("\"priority\":null")),
      json("TextOf1601Units", saying(std::string(1601, 'x'))),
      json("TextOf1602UnitsInPairs", saying([] {
             std::string text;
             for (int i = 0; i < 801; ++i) text += "\\ud83d\\ude00";
             return text;
           }())),
      json("TextNotUtf8", saying("\xff\xfe")),
      json("TextCutInACharacter", saying("\xc3")),
      json("TextWithASurrogateInBytes", saying("\xed\xa0\x80")),
      json("TextWithHalfOfAPair", saying("\\ud83d")),
      json("TextWithTheOtherHalf", saying("\\ude00")),
      json("TextWithANul", saying("a\\u0000b")),
      json("TextWithARawNul", saying("a\0b"s)),
      json("TextWithARawLineEnd", saying("a\nb")),
      json("TextWithAnUnknownEscape", saying("\\x41")),
      json("TimeOfNoDay", with("\"not_before\":\"2026-02-30T00:00:00Z\"")),
      json("TimeOver", with("\"expires_at\":\"2001-01-01T00:00:00Z\"")),
      json("TooLong", good + std::string(17'000, ' '), 413),
      {"BatchWithOneObject",
       request_of("POST /v1/messages?batch=b HTTP/1.1", json_field + length_field(good), good),
       {400},
       true},
      {"NoLines", post_with("Content-Length: 0\r\n"), {400}, true},
      of_type("TypeOfAForm", "application/x-www-form-urlencoded"),
      of_type("TypeOfText", "text/plain"),
      of_type("TypeOfManyParts", "multipart/form-data; boundary=x"),
      of_type("TypeOfAnotherCharset", "application/json; charset=iso-8859-1"),
      of_type("TypeOfAnything", "*/*"),
  };
}

}  // namespace dispatcher
