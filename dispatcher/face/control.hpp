#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "dispatcher/face/control_context.hpp"
#include "net/local_server.hpp"

namespace dispatcher {

/// The control socket of a running daemon: intake, status and what an operator asks, as HTTP with
/// JSON answers. Serves while the runtime runs; one thread, the daemon's.
///   POST   /v1/messages?batch=NAME&first_line=N   submissions, one JSON object a line
///   DELETE /v1/messages?service=KS..|batch=NAME&after=CURSOR
///   GET    /v1/messages/ID          DELETE /v1/messages/ID
///   PUT    /v1/messages/ID/hold     DELETE /v1/messages/ID/hold
///   POST   /v1/messages/ID/settle?as=sent|not-sent
///   GET    /v1/status               GET    /v1/queue
///   PUT    /v1/services/KS../hold   DELETE /v1/services/KS../hold
///   PUT    /v1/accounts/NAME/hold   DELETE /v1/accounts/NAME/hold
///   GET    /v1/dead?after=N&FILTER  GET    /v1/dead/count?after=N&FILTER
///   POST   /v1/dead/retry?after=N&FILTER&pace=5/s&due=TIME
///   POST   /v1/dead/purge?after=N&FILTER
///   POST   /v1/purge?before=TIME&after=N&dry_run=true|false
/// FILTER: service=KS..&code=N&reason=rejected|dead|expired&since=TIME&until=TIME, any of them
class Control {
 public:
  /// The context's runtime and daemon outlive it. On failure `detail` is a sentence for an
  /// operator.
  static net::Result<std::unique_ptr<Control>> start(ControlContext context,
                                                     const std::filesystem::path& socket,
                                                     std::string& detail);

  /// What the handlers work with; a reload changes it between two requests.
  ControlContext& context() { return context_; }

 private:
  explicit Control(ControlContext context) : context_(std::move(context)) {}
  void route(net::LocalRequest&& request, net::LocalRespond respond);

  ControlContext context_;
  std::unique_ptr<net::LocalServer> server_;  // goes first: its handlers use the context
};

}  // namespace dispatcher
