#include "tests/bad_input/bad_request.hpp"

namespace dispatcher {

std::vector<BadRequest> requests_of_bad_framing() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string chunks = "3\r\nabc\r\n0\r\n\r\n";
  const auto lengths = [](const std::string& value) {
    return post_with("Content-Length: " + value + "\r\n", "hello");
  };
  return {
      {"LengthAndCoding", post_with("Content-Length: 5\r\n" + chunked, chunks), {400}},
      {"CodingAndLength", post_with(chunked + "Content-Length: 5\r\n", chunks), {400}},
      {"Chunked", post_with(chunked, chunks), {501}},
      {"ChunkedTwice", post_with(chunked + chunked, chunks), {501}},
      {"CodingIdentity", post_with("Transfer-Encoding: identity\r\n"), {501}},
      {"CodingGzip", post_with("Transfer-Encoding: gzip, chunked\r\n", chunks), {501}},
      {"CodingBehindATab", post_with("Transfer-Encoding:\tchunked\r\n", chunks), {501}},
      {"CodingBehindAVerticalTab", post_with("Transfer-Encoding:\vchunked\r\n", chunks), {400}},
      {"CodingWithASpaceBeforeTheColon",
       post_with("Transfer-Encoding : chunked\r\n", chunks),
       {400}},
      {"TwoLengths", post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), {400}},
      {"TheSameLengthTwice",
       post_with("Content-Length: 5\r\ncontent-length: 5\r\n", "hello"),
       {400}},
      {"LengthList", lengths("5, 5"), {400}},
      {"LengthNegative", lengths("-5"), {400}},
      {"LengthWithAPlus", lengths("+5"), {400}},
      {"LengthHexadecimal", lengths("0x5"), {400}},
      {"LengthWithAPoint", lengths("5.0"), {400}},
      {"LengthWithASpace", lengths("5 5"), {400}},
      {"LengthOfNothing", lengths(""), {400}},
      {"LengthFolded", lengths("\r\n 5"), {400}},
      {"LengthAboveTheBound", lengths("4194305"), {413}},
      {"LengthBeyond64Bits", lengths("18446744073709551621"), {413}},
      {"BodyLongerThanItsLength",
       post_with("Content-Length: 5\r\n", "helloGET / smuggled\r\n\r\n"),
       {200, 400}},
      {"BodyShorterThanItsLength", post_with("Content-Length: 2000\r\n", "hello"), {}},
      {"BodyWithoutALength", post_with("", "{\"id\":\"x\"}\r\n\r\n"), {400, 400}},
      {"BodyThatIsARequest", post_with(length_field(get_with("")), get_with("")), {200}, true},
      {"ManyInOnePiece", get_with("") + get_with("") + get_with(""), {200, 200, 200}, true},
      {"GoodBehindARefused", "GET / HTTP/1.0\r\n\r\n" + get_with(""), {505}},
      {"EmptyLinesBetween", get_with("") + "\r\n\r\n", {200, 400}},
      {"ExpectationUnknown", post_with("Expect: 200-ok\r\nContent-Length: 5\r\n", "hello"), {417}},
      {"ExpectationOfTooMuch",
       post_with("Expect: 100-continue\r\nContent-Length: 9999999\r\n"),
       {413}},
      {"UpgradeToHttp2",
       get_with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
       {501}},
      {"UpgradeToWebsocket", get_with("Upgrade: websocket\r\nConnection: Upgrade\r\n"), {501}},
      {"ConnectionOfNonsense", get_with("Connection: a b\r\n"), {400}},
  };
}

}  // namespace dispatcher
