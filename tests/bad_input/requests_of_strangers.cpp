#include "tests/bad_input/bad_request.hpp"

namespace dispatcher {
namespace {

std::string asked_with(const std::string& fields, const std::string& target = "/v1/status") {
  return "GET " + target + " HTTP/1.1\r\n" + host_field + fields + "\r\n";
}
std::string authorized(const std::string& value) {
  return asked_with("Authorization: " + value + "\r\n");
}
std::string of_host(const std::string& host) {
  return "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

}  // namespace

std::vector<BadRequest> requests_of_strangers() {
  const auto& token = token_of_the_door;
  return {
      {"TokenMissing", asked_with(""), {401}},
      {"TokenEmpty", authorized("Bearer "), {401}},
      {"TokenOfAnother", authorized("Bearer fedcba9876543210"), {401}},
      {"TokenCut", authorized("Bearer " + token.substr(0, 15)), {401}},
      {"TokenAndMore", authorized("Bearer " + token + "0"), {401}},
      {"TokenInUpperCase", authorized("Bearer 0123456789ABCDEF"), {401}},
      {"TokenTwice", authorized("Bearer " + token + " " + token), {401}},
      {"TokenVeryLong", authorized("Bearer " + std::string(5000, 'a')), {401}},
      {"TokenWithoutAScheme", authorized(token), {401}},
      {"TokenOfAnotherScheme", authorized("Basic " + token), {401}},
      {"TokenInTheTarget", asked_with("", "/v1/status?access_token=" + token), {401}},
      {"TokenInAnotherField", asked_with("X-Api-Key: " + token + "\r\n"), {401}},
      {"TwoTokens", asked_with("Authorization: Bearer x\r\n" + token_field), {400}},
      {"UnknownPath", asked_with("", "/admin"), {401}},
      {"NearlyHealth", asked_with("", "/healthz/../v1/status"), {401}},
      {"BodyOfMebibytes",
       "POST /v1/messages HTTP/1.1\r\n" + host_field + "Content-Length: 4000000\r\n\r\n",
       {401}},
      {"BodyThatWaits",
       "POST /v1/messages HTTP/1.1\r\n" + host_field +
           "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
       {401}},
      {"PageOfAnotherMachine", get_with("Origin: https://example.org\r\n"), {403}},
      {"PageOfThisMachine", get_with("Origin: http://127.0.0.1\r\n"), {403}},
      {"PageOfNowhere", get_with("Origin: null\r\n"), {403}},
      {"PageThatAsksBefore",
       "OPTIONS /v1/messages HTTP/1.1\r\n" + host_field +
           "Origin: https://example.org\r\nAccess-Control-Request-Method: POST\r\n\r\n",
       {403}},
      {"NameOfAnotherMachine", of_host("rebound.example.org"), {421}},
      {"NameThatOnlyBeginsWell", of_host("127.0.0.1.example.org"), {421}},
      {"AddressOfAnotherMachine", of_host("192.168.0.7:8125"), {421}},
      {"AddressOfAll", of_host("0.0.0.0"), {421}},
  };
}

}  // namespace dispatcher
