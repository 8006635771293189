#include "dispatcher/face/control_answer.hpp"

#include <utility>

#include "dispatcher/message/json_line.hpp"
#include "queue/error.hpp"

namespace dispatcher {
namespace {

struct Sentences {
  std::string_view error;
  std::string_view remedy;
  int retry_after_s;
};

Sentences sentences_of(Unavailable reason) {
  switch (reason) {
    case Unavailable::busy:
      return {"the spool is busy", "repeat the request", 1};
    case Unavailable::draining:
      return {"the dispatcher is about to end", "repeat the request once it runs again", 5};
    case Unavailable::no_space:
      return {"the disk of the spool has no room for more",
              "free space there, then repeat the request", 10};
    case Unavailable::backlog:
      return {"too many messages wait (intake.backlog_max)",
              "repeat the request when some of them have been sent", 10};
    case Unavailable::age:
      return {"the oldest message has waited for too long (intake.age_max)",
              "repeat the request when it has been sent; `dispatcher queue` shows what waits", 10};
    case Unavailable::failed:
      break;
  }
  return {"the spool could not be written or read",
          "see the dispatcher's log; repeat the request once it runs again", 10};
}

}  // namespace

std::string_view name_of(Unavailable reason) {
  switch (reason) {
    case Unavailable::busy:
      return "busy";
    case Unavailable::draining:
      return "draining";
    case Unavailable::no_space:
      return "no_space";
    case Unavailable::backlog:
      return "backlog";
    case Unavailable::age:
      return "age";
    case Unavailable::failed:
      break;
  }
  return "failed";
}

net::LocalResponse answer(int status, std::string json) {
  json.push_back('\n');
  return {.status = status, .body = std::move(json)};
}

net::LocalResponse answer_error(int status, std::string_view error, std::string_view remedy) {
  std::string text;
  JsonLine json(text);
  json.field("error", error);
  json.field("remedy", remedy);
  json.close();
  return answer(status, std::move(text));
}

net::LocalResponse answer_unavailable(Unavailable reason) {
  const auto sentences = sentences_of(reason);
  std::string text;
  JsonLine json(text);
  json.field("error", sentences.error);
  json.field("remedy", sentences.remedy);
  json.field("reason", name_of(reason));
  json.close();
  const bool is_ours = reason == Unavailable::backlog || reason == Unavailable::age;
  auto response =
      answer(is_ours ? http_status::too_many : http_status::unavailable, std::move(text));
  response.retry_after_s = sentences.retry_after_s;
  return response;
}

net::LocalResponse answer_unavailable(const boost::system::error_code& error) {
  if (error == queue::errc::ring_full) return answer_unavailable(Unavailable::busy);
  if (error == queue::errc::closing) return answer_unavailable(Unavailable::draining);
  if (error == queue::errc::no_space) return answer_unavailable(Unavailable::no_space);
  return answer_unavailable(Unavailable::failed);
}

}  // namespace dispatcher
