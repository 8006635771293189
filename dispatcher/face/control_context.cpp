#include "dispatcher/face/control_context.hpp"

#include <boost/asio/post.hpp>

#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {

std::optional<net::LocalResponse> intake_refusal(ControlContext& context) {
  IntakeGate::Age oldest;
  if (context.sendable_since) {
    const auto waited = context.runtime.wall_now() - *context.sendable_since;
    oldest = std::chrono::duration_cast<std::chrono::seconds>(waited);
  }
  const auto closed = context.gate.closed(context.daemon.status(), oldest);
  if (!closed) return std::nullopt;
  auto response = answer_unavailable(closed->reason);
  response.retry_after_s = closed->retry_after_s;
  return response;
}

void know_accounts(ControlContext& context, const Accounts& accounts) {
  context.services.clear();
  context.accounts.clear();
  for (const auto& account : accounts) {
    context.services.insert(account->services.begin(), account->services.end());
    context.accounts.insert(account->name);
  }
}

void post_to(net::Runtime& runtime, std::function<void()> work) {
  boost::asio::post(runtime.io(), std::move(work));
}

void ask_spool(ControlContext& context, queue::ControlRequest request,
               const net::LocalRespond& respond) {
  auto* spool = context.daemon.spool();
  if (spool == nullptr) return respond(answer_unavailable(Unavailable::draining));
  const auto asked = spool->control(std::move(request));
  if (!asked) respond(answer_unavailable(asked.error()));
}

}  // namespace dispatcher
