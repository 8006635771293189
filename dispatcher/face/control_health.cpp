#include "dispatcher/face/control_health.hpp"

#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {

void answer_healthz(const net::LocalRespond& respond) {
  respond({.status = http_status::ok, .content_type = "text/plain", .body = "ok\n"});
}

void answer_readyz(ControlContext& context, const net::LocalRespond& respond) {
  if (auto refusal = intake_refusal(context)) {
    refusal->status = http_status::unavailable;
    return respond(*std::move(refusal));
  }
  respond(answer(http_status::ok, "{\"ready\":true}"));
}

}  // namespace dispatcher
