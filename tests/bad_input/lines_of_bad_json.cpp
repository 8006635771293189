#include "tests/bad_input/bad_line.hpp"

namespace dispatcher {
namespace {

/// A good line whose end is another.
std::string good_line_ending(const std::string& end) {
  auto line = good_line("a");
  line.pop_back();
  return line + end;
}

}  // namespace

std::vector<BadLine> lines_of_bad_json() {
  const std::string object = "is not one JSON object";
  const std::string behind = "stands behind the JSON object";
  const std::string end = "does not end where its JSON object ends";
  const std::string escape = "an escape that JSON does not know, or half of a pair";
  return {
      {"AList", "[" + good_line("a") + "]", "line", object},
      {"ANumber", "42", "line", object},
      {"ATruth", "true", "line", object},
      {"ANull", "null", "line", object},
      {"AText", "\"hello\"", "line", object},
      {"AWord", "nonsense", "line", object},
      {"ALineOfCsv", "order-42,KS0,KC0,KP0,hello", "line", object},
      {"TheEndOfAnObject", "}", "line", object},
      {"TheBeginningOfAnObject", "{", "line", end},
      {"WithoutItsBrace", good_line_ending(""), "line", end},
      {"WithTheWrongBrace", good_line_ending("]"), "line", end},
      {"CommaAtTheEnd", good_line_ending(",}"), "line", object},
      {"CommaMissing", good_line_ending(" \"priority\":\"bulk\"}"), "line", object},
      {"CommaTwice", good_line_ending(",,\"priority\":\"bulk\"}"), "line", object},
      {"ColonMissing", R"({"id" "a"})", "line", object},
      {"ValueMissing", R"({"id":})", "id", "must be a string, and is no JSON value"},
      {"KeyWithoutQuotes", R"({id:"a"})", "line", object},
      {"SingleQuotes", "{'id':'a'}", "line", object},
      {"WordAsValue", R"({"id":hello})", "id", "write it in quotes"},
      {"NotANumber", R"({"id":NaN})", "id", "is no JSON value"},
      {"Comment", "// " + good_line("a"), "line", object},
      {"StringNotClosed", R"({"id":"a)", "line", "a string is not closed"},
      {"StringClosedByAnEscapedQuote", R"({"id":"a\"})", "line", "close it with a quote"},

      {"TwoObjects", good_line("a") + good_line("b"), "line", behind},
      {"TwoObjectsWithAComma", good_line("a") + "," + good_line("b"), "line", behind},
      {"CommaBehindTheObject", good_line("a") + ",", "line", end},
      {"BraceBehindTheObject", good_line("a") + "}", "line", behind},
      {"WordBehindTheObject", good_line("a") + " x", "line", end},
      {"CommentBehindTheObject", good_line("a") + " # first", "line", end},
      {"QuoteBehindTheObject", good_line("a") + "\"", "line", "a string is not closed"},

      {"EscapeOfTwoDigits", line_of_body(R"(\u12)"), "body", escape},
      {"EscapeOfNoDigits", line_of_body(R"(\uZZZZ)"), "body", escape},
      {"EscapeOfC", line_of_body(R"(\x41)"), "body", escape},
      {"LoneHighSurrogate", line_of_body(R"(\ud800)"), "body", escape},
      {"LoneLowSurrogate", line_of_body(R"(\udc00)"), "body", escape},
      {"HighSurrogateBeforeALetter", line_of_body(R"(\ud83dx)"), "body", escape},
      {"TwoHighSurrogates", line_of_body(R"(\ud83d\ud83d)"), "body", escape},
      {"BadEscapeInAKey", R"({"bod\q":"x"})", "line", escape},
  };
}

}  // namespace dispatcher
