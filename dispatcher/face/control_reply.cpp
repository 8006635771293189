#include "dispatcher/face/control_reply.hpp"

#include <simdjson.h>

#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {
namespace {

std::string text_of(simdjson::dom::element object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

ExitCode exit_code_of(int status, const std::string& reason) {
  switch (status) {
    case http_status::not_found:
      return exit_no_input;
    case http_status::conflict:
      return exit_not_all;
    case http_status::unavailable:
      return reason == name_of(Unavailable::failed) ? exit_io : exit_try_later;
    case http_status::too_many:
      return exit_try_later;
    case http_status::bad_request:
      return exit_usage;
    default:
      return exit_software;
  }
}

}  // namespace

ControlRefusal refusal_of(const net::LocalResponse& response) {
  ControlRefusal refusal;
  simdjson::dom::parser parser;
  simdjson::dom::element body;
  if (parser.parse(response.body).get(body) == simdjson::SUCCESS) {
    refusal.sentence = text_of(body, "error");
    refusal.reason = text_of(body, "reason");
    const auto remedy = text_of(body, "remedy");
    if (!refusal.sentence.empty() && !remedy.empty()) refusal.sentence += "; " + remedy;
  }
  if (refusal.sentence.empty()) {
    refusal.sentence = "the dispatcher answered " + std::to_string(response.status);
  }
  refusal.exit_code = exit_code_of(response.status, refusal.reason);
  return refusal;
}

}  // namespace dispatcher
