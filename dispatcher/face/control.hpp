#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "dispatcher/face/age_watch.hpp"
#include "dispatcher/face/control_access.hpp"
#include "dispatcher/face/control_context.hpp"
#include "net/local_server.hpp"

namespace dispatcher {

/// The doors of a running daemon: intake, status and what an operator asks, as HTTP with JSON
/// answers, on the control socket and, where that is configured, on loopback for whoever has the
/// token (ControlAccess). Serves while the runtime runs; one thread, the daemon's.
///   POST   /v1/messages?batch=NAME&first_line=N   submissions, one JSON object a line
///   POST   /v1/messages             with application/json: one submission
///   DELETE /v1/messages?service=KS..|batch=NAME&after=CURSOR
///   GET    /v1/messages/ID          DELETE /v1/messages/ID
///   PUT    /v1/messages/ID/hold     DELETE /v1/messages/ID/hold
///   POST   /v1/messages/ID/settle?as=sent|not-sent
///   GET    /v1/status               GET    /v1/queue
///   GET    /metrics                 (as text, for Prometheus)
///   PUT    /v1/services/KS../hold   DELETE /v1/services/KS../hold
///   PUT    /v1/accounts/NAME/hold   DELETE /v1/accounts/NAME/hold
///   GET    /v1/dead?after=N&FILTER  GET    /v1/dead/count?after=N&FILTER
///   POST   /v1/dead/retry?after=N&FILTER&pace=5/s&due=TIME
///   POST   /v1/dead/purge?after=N&FILTER
///   POST   /v1/purge?before=TIME&after=N&dry_run=true|false
///   GET    /healthz                 GET    /readyz
/// FILTER: service=KS..&code=N&reason=rejected|dead|expired&since=TIME&until=TIME, any of them
class Control {
 public:
  /// The context's runtime and daemon outlive it. On failure `detail` is a sentence for an
  /// operator.
  /// \param clients_max  of each door; others take the place of the slowest of them
  static net::Result<std::unique_ptr<Control>> start(ControlContext context,
                                                     const std::filesystem::path& socket,
                                                     std::string& detail,
                                                     std::size_t clients_max = 1024);

  /// Opens the other door; at most once. Gives where it is, with its port.
  net::Result<std::string> listen_on(const net::Address& loopback, Secret token,
                                     std::string& detail);

  /// What the handlers work with; a reload changes it between two requests.
  ControlContext& context() { return context_; }

 private:
  Control(ControlContext context, std::size_t clients_max)
      : context_(std::move(context)), clients_max_(clients_max), age_watch_(context_) {}
  net::Result<std::unique_ptr<net::LocalServer>> serve(net::LocalServerOptions options,
                                                       std::string& detail);
  void route(net::LocalRequest&& request, net::LocalRespond respond);

  ControlContext context_;
  const std::size_t clients_max_;
  AgeWatch age_watch_;
  std::optional<ControlAccess> access_;
  // They go first: their handlers use what is above.
  std::unique_ptr<net::LocalServer> server_;
  std::unique_ptr<net::LocalServer> on_loopback_;
};

}  // namespace dispatcher
