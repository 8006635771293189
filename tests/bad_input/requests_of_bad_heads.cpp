#include "tests/bad_input/bad_request.hpp"

namespace dispatcher {
namespace {

std::string many_fields() {
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "X-" + std::to_string(i) + ": y\r\n";
  return fields;
}

}  // namespace

std::vector<BadRequest> requests_of_bad_heads() {
  using namespace std::string_literals;
  const std::string get = "GET /v1/status HTTP/1.1\r\n";
  return {
      {"Http09", "GET /v1/status\r\n\r\n", {400}},
      {"Http10", request_of("GET /v1/status HTTP/1.0"), {505}},
      {"Http12", request_of("GET /v1/status HTTP/1.2"), {505}},
      {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {505}},
      {"Http3", request_of("GET /v1/status HTTP/3.0"), {505}},
      {"VersionInLowerCase", request_of("GET /v1/status http/1.1"), {400}},
      {"VersionMissing", request_of("GET /v1/status"), {400}},
      {"TlsHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, {400}},
      {"Ssh", "SSH-2.0-OpenSSH_9.2\r\n\r\n", {501}},
      {"Redis", "*1\r\n$4\r\nPING\r\n\r\n", {400}},
      {"AbsoluteForm", request_of("GET http://127.0.0.1/v1/status HTTP/1.1"), {400}},
      {"AuthorityForm", request_of("CONNECT example.org:443 HTTP/1.1"), {400}},
      {"AsteriskForm", request_of("OPTIONS * HTTP/1.1"), {400}},
      {"TwoSpaces", request_of("GET  /v1/status HTTP/1.1"), {400}},
      {"SpaceInTheTarget", request_of("GET /v1/sta tus HTTP/1.1"), {400}},
      {"SpaceFirst", request_of(" GET /v1/status HTTP/1.1"), {400}},
      {"MethodOfBytes", request_of("G\x80T /v1/status HTTP/1.1"), {400}},
      {"MethodNoToken", request_of("G(E)T /v1/status HTTP/1.1"), {400}},
      {"MethodVeryLong", request_of(std::string(17, 'G') + " /v1/status HTTP/1.1"), {501}},
      {"LineFeedsAlone", "GET /v1/status HTTP/1.1\nHost: 127.0.0.1\n\n", {400}},
      {"CarriageReturnAlone", get_with("X: a\rHost: example.org\r\n"), {400}},
      {"Nul", get_with("X: a\0b\r\n"s), {400}},
      {"ControlCharacter", get_with("X: a\x01"s + "b\r\n"), {400}},
      {"BytesBeyondAscii", get_with("X: \xc3\xa4\r\n"), {400}},
      {"Folded", get_with("X: a\r\n b\r\n"), {400}},
      {"FoldedByATab", get_with("X: a\r\n\tb\r\n"), {400}},
      {"FieldWithoutAColon", get_with("nothing\r\n"), {400}},
      {"FieldWithoutAName", get_with(": x\r\n"), {400}},
      {"SpaceBeforeTheColon", get_with("X : y\r\n"), {400}},
      {"TooManyFields", get_with(many_fields()), {431}},
      {"FieldTooLong", get_with("X: " + std::string(10'000, 'x') + "\r\n"), {431}},
      {"HeadWithoutAnEnd", "GET /v1/status HTTP/1.1\r\nX: " + std::string(10'000, 'x'), {431}},
      {"HostMissing", get + token_field + "\r\n", {400}},
      {"HostEmpty", get + "Host:\r\n" + token_field + "\r\n", {400}},
      {"HostTwice", get_with("Host: example.org\r\n"), {400}},
      {"HostWithAUser", get + "Host: a@127.0.0.1\r\n" + token_field + "\r\n", {400}},
      {"HostWithAPath", get + "Host: 127.0.0.1/x\r\n" + token_field + "\r\n", {400}},
      {"HostList", get + "Host: 127.0.0.1, example.org\r\n" + token_field + "\r\n", {400}},
      {"TypeTwice", post_with(json_field + json_field), {400}},
      {"BodyInGzip",
       post_with(json_field + "Content-Encoding: gzip\r\nContent-Length: 2\r\n", "\x1f\x8b"),
       {415}},
  };
}

}  // namespace dispatcher
