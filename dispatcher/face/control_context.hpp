#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "dispatcher/account.hpp"
#include "dispatcher/daemon_control.hpp"
#include "dispatcher/face/intake_gate.hpp"
#include "dispatcher/face/intake_totals.hpp"
#include "dispatcher/face/reload_record.hpp"
#include "dispatcher/face/submit_messages.hpp"
#include "dispatcher/message/content_digest.hpp"
#include "net/local_server.hpp"
#include "net/runtime.hpp"

namespace dispatcher {

/// What every handler of the control socket works with. All of it outlives the server.
struct ControlContext {
  net::Runtime& runtime;
  DaemonControl& daemon;
  KnownServices services;
  ContentDigester digester{DigestKey{}};
  std::set<std::string, std::less<>> accounts{};  ///< names in the configuration
  bool expires_infeasible = false;                ///< as ShardOptions has it
  IntakeGate gate{};
  std::optional<WallTime> sendable_since{};  ///< as AgeWatch keeps it
  std::size_t submits_count = 0;             ///< requests with messages that are being worked on
  IntakeTotals intake{};
  ReloadRecord reload{};
  WallTime began_at{};  ///< when the server began to listen
};

/// What a submission is answered as long as none is accepted. Nothing: it is.
std::optional<net::LocalResponse> intake_refusal(ControlContext& context);

/// The accounts that are known, and their Services, are these from now on.
void know_accounts(ControlContext& context, const Accounts& accounts);

/// Runs `work` on the daemon's thread, later. Any thread.
void post_to(net::Runtime& runtime, std::function<void()> work);

/// From an answer on the spool's thread, given once, to `use` on the daemon's; what `use` holds
/// ends there too.
template <class Answer, class Use>
std::function<void(Answer)> answered_on(net::Runtime& runtime, Use use) {
  return [&runtime, use = std::move(use)](Answer answer) mutable {
    post_to(runtime, [use = std::move(use), answer = std::move(answer)]() mutable { use(answer); });
  };
}

/// Asks the running spool; when it does not even take the question, the client is told so.
void ask_spool(ControlContext& context, queue::ControlRequest request,
               const net::LocalRespond& respond);

}  // namespace dispatcher
