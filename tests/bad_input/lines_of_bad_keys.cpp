#include "tests/bad_input/bad_line.hpp"

namespace dispatcher {
namespace {

/// A good line with one more field at its end, whether it has one of that name or not.
std::string line_and(const std::string& key, const std::string& value) {
  auto line = good_line("a");
  line.pop_back();
  return line + ",\"" + key + "\":" + value + "}";
}

const std::string sid_zeros(32, '0');

}  // namespace

std::vector<BadLine> lines_of_bad_keys() {
  const std::string twice = "is there twice";
  const std::string no_key = "is not a known key";
  return {
      {"ServiceMissing", line_with({{"service", ""}}), "service", "is missing"},
      {"SessionMissing", line_with({{"session", ""}}), "session", "begins with KC"},
      {"ParticipantMissing", line_with({{"participant", ""}}), "participant", "begins with KP"},
      {"BodyMissing", line_with({{"body", ""}}), "body", "give the text to send"},

      {"IdTwice", line_and("id", "\"b\""), "id", twice},
      {"ServiceTwice", line_and("service", "\"KS\""), "service", twice},
      {"SessionTwice", line_and("session", "\"KC" + sid_zeros + "\""), "session", twice},
      {"ParticipantTwice", line_and("participant", "\"KP\""), "participant", twice},
      {"BodyTwiceTheSame", line_and("body", "\"Your driver is here\""), "body", twice},
      {"BodyTwiceByAnEscape", line_and(R"(bod\u0079)", "\"x\""), "body", twice},
      {"PriorityTwice", R"({"priority":"bulk","priority":"bulk"})", "priority", twice},

      {"KeyMisspelt", line_with({{"partcipant", "\"x\""}}), "partcipant",
       "did you mean \"participant\"?"},
      {"KeyInUpperCase", line_with({{"Body", "\"x\""}}), "Body", "did you mean \"body\"?"},
      {"KeyWithBlank", line_with({{"id ", "\"x\""}}), "id ", "did you mean \"id\"?"},
      {"KeyInCamelCase", line_with({{"notBefore", "\"x\""}}), "notBefore",
       "did you mean \"not_before\"?"},
      {"KeyOfNothing", line_with({{"", "\"x\""}}), "\"\"", no_key},
      {"KeyLikeNoOther", line_with({{"webhook_address", "\"x\""}}), "webhook_address", "remove it"},
      {"KeyForATerminal", line_with({{R"(\u001b[31m)", "\"x\""}}), "?[31m", no_key},
      {"KeyThatIsLong", line_with({{std::string(5000, 'k'), "1"}}), std::string(64, 'k'), no_key},
      {"MediaAsAText", line_with({{"media_urls", "\"https://e.example/a.png\""}}), "media_urls",
       "reserved"},
      {"MediaAsAList", line_with({{"media_urls", "[]"}}), "media_urls",
       "put the link into the body"},

      {"IdIsANumber", line_with({{"id", "42"}}), "id", "must be a string, and is a number"},
      {"ServiceIsNull", line_with({{"service", "null"}}), "service", "and is null"},
      {"SessionIsATruth", line_with({{"session", "true"}}), "session", "and is true or false"},
      {"ParticipantIsAList", line_with({{"participant", "[\"KP\"]"}}), "participant",
       "and is a list"},
      {"BodyIsANumber", line_with({{"body", "-1.5e3"}}), "body", "and is a number"},
      {"BodyIsAnObject", line_with({{"body", R"({"text":"hello"})"}}), "body", "and is an object"},
      {"PriorityIsANumber", line_with({{"priority", "1"}}), "priority", "and is a number"},
      {"NotBeforeIsANumber", line_with({{"not_before", "1795428000"}}), "not_before",
       "write it in quotes"},
      {"ExpiresAtIsNull", line_with({{"expires_at", "null"}}), "expires_at", "leave the key out"},
      {"OnAmbiguousIsAFalsehood", line_with({{"on_ambiguous", "false"}}), "on_ambiguous",
       "and is true or false"},
  };
}

}  // namespace dispatcher
