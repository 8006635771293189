#include "tests/bad_input/bad_request.hpp"

namespace dispatcher {
namespace {

/// What is wrong with a target is no reason to end the connection.
BadRequest target(const std::string& name, const std::string& target, int status,
                  const std::string& method = "GET") {
  return {name, request_of(method + " " + target + " HTTP/1.1"), {status}, true};
}

}  // namespace

std::vector<BadRequest> requests_to_bad_targets() {
  return {
      target("PercentOfNothing", "/v1/%zz", 400),
      target("PercentAlone", "/v1/status%", 400),
      target("PercentForALetter", "/v1/%73tatus", 400),
      target("PercentForNul", "/v1/messages/a%00b", 400),
      target("PercentForASlash", "/v1/messages%2fa", 400),
      target("Upwards", "/v1/../v1/status", 404),
      target("UpwardsToAFile", "/../../etc/passwd", 404),
      target("Here", "/./v1/status", 404),
      target("TwoSlashesFirst", "//v1/status", 400),
      target("TwoSlashes", "/v1//status", 400),
      target("SlashLast", "/v1/status/", 400),
      target("SlashAlone", "/", 400),
      target("Backslash", "/v1\\status", 404),
      target("TooManyParts", "/v1/a/b/c/d/e/f/g/h/i/j/k", 400),
      target("OtherVersion", "/v2/status", 404),
      target("OtherCase", "/V1/Status", 404),
      target("QueryOfNothing", "/v1/status?", 400),
      target("QueryUnknown", "/v1/status?x=1", 400),
      target("QueryWithoutAValue", "/v1/dead?after", 400),
      target("QueryTwice", "/v1/dead?after=1&after=2", 400),
      target("QueryWithAnEmptyPart", "/v1/dead?after=1&&code=2", 400),
      target("NumberTooLarge", "/v1/dead?after=99999999999999999999", 400),
      target("NumberNegative", "/v1/dead?after=-1", 400),
      target("IdOfOtherCharacters", "/v1/messages/a$b", 400),
      target("IdTooLong", "/v1/messages/" + std::string(129, 'a'), 400),
      target("IdUnknown", "/v1/messages/nobody", 404),
      {"Fragment", request_of("GET /v1/status#x HTTP/1.1"), {400}, false},
      {"TooLong", request_of("GET /" + std::string(3000, 'a') + " HTTP/1.1"), {414}, false},
      target("MethodOfAnotherRoute", "/v1/queue", 405, "DELETE"),
      target("MethodUnknown", "/v1/status", 405, "BREW"),
      target("MethodInLowerCase", "/v1/status", 405, "get"),
      target("Trace", "/v1/status", 405, "TRACE"),
      target("Options", "/v1/status", 405, "OPTIONS"),
      target("HealthByPost", "/healthz", 405, "POST"),
  };
}

}  // namespace dispatcher
