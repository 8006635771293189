#include "dispatcher/face/control.hpp"

#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_cancel.hpp"
#include "dispatcher/face/control_dead.hpp"
#include "dispatcher/face/control_decide.hpp"
#include "dispatcher/face/control_health.hpp"
#include "dispatcher/face/control_lanes.hpp"
#include "dispatcher/face/control_media.hpp"
#include "dispatcher/face/control_metrics.hpp"
#include "dispatcher/face/control_purge.hpp"
#include "dispatcher/face/control_queue.hpp"
#include "dispatcher/face/control_show.hpp"
#include "dispatcher/face/control_status.hpp"
#include "dispatcher/face/control_submit.hpp"
#include "dispatcher/face/control_submit_one.hpp"
#include "dispatcher/face/control_target.hpp"

namespace dispatcher {
namespace {

/// One request on its way to whoever answers it.
struct Call {
  ControlContext& context;
  const ControlTarget& target;
  std::string method;
  std::string body;
  std::string content_type;
  net::LocalRespond respond;

  /// Only these keys may stand in the query; else the client is told, and that was it.
  bool has_only(std::initializer_list<std::string_view> keys) {
    const auto key = unknown_query_key(target, keys);
    if (key.empty()) return true;
    respond(answer_error(http_status::bad_request,
                         "there is no query key " + std::string(key) + " here", "remove it"));
    return false;
  }

  void refuse_method(std::string_view allowed) {
    auto response = answer_error(http_status::method_not_allowed, method + " is not possible here",
                                 "possible: " + std::string(allowed));
    response.allow = allowed;
    respond(std::move(response));
  }
};

void route_submit(Call& call) {
  const auto media = media_of(call.content_type);
  if (media == SubmitMedia::unknown) {
    return call.respond(answer_error(
        http_status::unsupported_media_type, "this Content-Type is not taken here",
        "send application/json (one submission) or application/x-ndjson (one a line), in UTF-8"));
  }
  const bool is_one = media == SubmitMedia::one;
  if (is_one ? !call.has_only({}) : !call.has_only({"batch", "first_line"})) return;
  if (auto refusal = intake_refusal(call.context)) {
    ++call.context.intake.requests_refused;
    return call.respond(*std::move(refusal));
  }
  if (is_one) return answer_submit_one(call.context, call.body, call.respond);
  answer_submit(call.context, call.target, std::move(call.body), std::move(call.respond));
}

void route_messages(Call& call) {
  if (call.method == "POST") {
    route_submit(call);
  } else if (call.method == "DELETE") {
    if (!call.has_only({"service", "batch", "after"})) return;
    answer_cancel_page(call.context, call.target, std::move(call.respond));
  } else {
    call.refuse_method("POST, DELETE");
  }
}

/// An id that cannot be one: the client is told.
bool is_id(Call& call, std::string_view id) {
  if (is_message_id(id)) return true;
  call.respond(answer_error(http_status::bad_request, "this is no message id",
                            "an id has 1 to 128 characters of A-Z a-z 0-9 . _ : @ and -"));
  return false;
}

void route_message(Call& call, std::string_view id) {
  if (!call.has_only({}) || !is_id(call, id)) return;
  if (call.method == "GET") {
    answer_show(call.context, id, std::move(call.respond));
  } else if (call.method == "DELETE") {
    answer_cancel(call.context, id, std::move(call.respond));
  } else {
    call.refuse_method("GET, DELETE");
  }
}

void route_message_hold(Call& call, std::string_view id) {
  if (!call.has_only({}) || !is_id(call, id)) return;
  if (call.method == "PUT") {
    answer_hold_message(call.context, id, std::move(call.body), call.respond);
  } else if (call.method == "DELETE") {
    answer_release_message(call.context, id, call.respond);
  } else {
    call.refuse_method("PUT, DELETE");
  }
}

void route_settle(Call& call, std::string_view id) {
  if (!call.has_only({"as"}) || !is_id(call, id)) return;
  if (call.method != "POST") return call.refuse_method("POST");
  answer_settle(call.context, id, call.target, std::move(call.body), call.respond);
}

void route_dead(Call& call) {
  if (!call.has_only({"after", "service", "code", "reason", "since", "until"})) return;
  if (call.method != "GET") return call.refuse_method("GET");
  if (call.target.path.size() == 2)
    return answer_dead_list(call.context, call.target, call.respond);
  answer_dead_count(call.context, call.target, call.respond);
}

void route_dead_retry(Call& call) {
  if (!call.has_only({"after", "service", "code", "reason", "since", "until", "pace", "due"})) {
    return;
  }
  if (call.method != "POST") return call.refuse_method("POST");
  answer_dead_retry(call.context, call.target, call.respond);
}

void route_dead_purge(Call& call) {
  if (!call.has_only({"after", "service", "code", "reason", "since", "until"})) return;
  if (call.method != "POST") return call.refuse_method("POST");
  answer_dead_purge(call.context, call.target, call.respond);
}

void route_purge(Call& call) {
  if (!call.has_only({"before", "after", "dry_run"})) return;
  if (call.method != "POST") return call.refuse_method("POST");
  answer_purge(call.context, call.target, call.respond);
}

void route_status(Call& call) {
  if (!call.has_only({})) return;
  if (call.method != "GET") return call.refuse_method("GET");
  answer_status(call.context, std::move(call.respond));
}

void route_metrics(Call& call) {
  if (!call.has_only({})) return;
  if (call.method != "GET") return call.refuse_method("GET");
  answer_metrics(call.context, std::move(call.respond));
}

void route_queue(Call& call) {
  if (!call.has_only({})) return;
  if (call.method != "GET") return call.refuse_method("GET");
  answer_queue(call.context, call.respond);
}

void route_hold(Call& call, std::string_view service) {
  if (!call.has_only({})) return;
  if (call.method == "PUT") {
    answer_hold(call.context, service, std::move(call.body), std::move(call.respond));
  } else if (call.method == "DELETE") {
    answer_release(call.context, service, std::move(call.respond));
  } else {
    call.refuse_method("PUT, DELETE");
  }
}

void route_account_hold(Call& call, std::string_view account) {
  if (!call.has_only({})) return;
  if (call.method == "PUT") {
    answer_hold_account(call.context, account, std::move(call.body), call.respond);
  } else if (call.method == "DELETE") {
    answer_release_account(call.context, account, call.respond);
  } else {
    call.refuse_method("PUT, DELETE");
  }
}

void route_health(Call& call, bool ready) {
  if (!call.has_only({})) return;
  if (call.method != "GET") return call.refuse_method("GET");
  if (ready) return answer_readyz(call.context, call.respond);
  answer_healthz(call.respond);
}

void route_call(Call& call) {
  const auto& path = call.target.path;
  if (path.size() == 1 && path[0] == "healthz") return route_health(call, false);
  if (path.size() == 1 && path[0] == "readyz") return route_health(call, true);
  const auto is = [&path](std::size_t count, std::string_view second) {
    return path.size() == count && path[0] == "v1" && path[1] == second;
  };
  if (is(2, "messages")) return route_messages(call);
  if (is(3, "messages")) return route_message(call, path[2]);
  if (is(2, "status")) return route_status(call);
  if (path.size() == 1 && path[0] == "metrics") return route_metrics(call);
  if (is(2, "queue")) return route_queue(call);
  if (is(4, "messages") && path[3] == "hold") return route_message_hold(call, path[2]);
  if (is(4, "messages") && path[3] == "settle") return route_settle(call, path[2]);
  if (is(4, "services") && path[3] == "hold") return route_hold(call, path[2]);
  if (is(4, "accounts") && path[3] == "hold") return route_account_hold(call, path[2]);
  if (is(2, "dead") || (is(3, "dead") && path[2] == "count")) return route_dead(call);
  if (is(3, "dead") && path[2] == "retry") return route_dead_retry(call);
  if (is(3, "dead") && path[2] == "purge") return route_dead_purge(call);
  if (is(2, "purge")) return route_purge(call);
  call.respond(
      answer_error(http_status::not_found, "there is nothing at this path",
                   "see /v1/status, /v1/queue, /v1/messages, /v1/dead, /v1/services/KS../hold"));
}

}  // namespace

net::Result<std::unique_ptr<Control>> Control::start(ControlContext context,
                                                     const std::filesystem::path& socket,
                                                     std::string& detail, std::size_t clients_max) {
  std::unique_ptr<Control> control(new Control(std::move(context), clients_max));
  control->context_.began_at = control->context_.runtime.wall_now();
  net::LocalServerOptions options;
  options.path = socket;
  auto server = control->serve(std::move(options), detail);
  if (!server) return server.error();
  control->server_ = std::move(*server);
  return control;
}

net::Result<std::string> Control::listen_on(const net::Address& loopback, Secret token,
                                            std::string& detail) {
  access_.emplace(std::move(token));
  net::LocalServerOptions options;
  options.loopback = loopback;
  options.admit = [this](const net::LocalHead& head) { return access_->refusal(head); };
  auto server = serve(std::move(options), detail);
  if (!server) return server.error();
  on_loopback_ = std::move(*server);
  return on_loopback_->where();
}

net::Result<std::unique_ptr<net::LocalServer>> Control::serve(net::LocalServerOptions options,
                                                              std::string& detail) {
  options.connections_max = clients_max_;
  return net::LocalServer::listen(
      context_.runtime, std::move(options),
      [this](net::LocalRequest&& request, net::LocalRespond respond) {
        route(std::move(request), std::move(respond));
      },
      detail);
}

void Control::route(net::LocalRequest&& request, net::LocalRespond respond) {
  const auto target = parse_control_target(request.target);
  if (!target) {
    return respond(answer_error(http_status::bad_request, target.error().sentence,
                                "write the target as /v1/..?key=value"));
  }
  Call call{context_,
            *target,
            std::move(request.method),
            std::move(request.body),
            std::move(request.content_type),
            std::move(respond)};
  route_call(call);
}

}  // namespace dispatcher
