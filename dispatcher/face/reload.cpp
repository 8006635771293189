#include "dispatcher/face/reload.hpp"

#include <memory>
#include <utility>

#include "dispatcher/face/accounts.hpp"
#include "dispatcher/face/log.hpp"

namespace dispatcher {

namespace {

/// Named in one line of the log.
constexpr std::size_t keys_named_max = 20;

std::string named(const std::vector<std::string>& keys) {
  std::string text;
  for (std::size_t i = 0; i < keys.size() && i < keys_named_max; ++i) {
    text.append(i > 0 ? ", " : "").append(keys[i]);
  }
  if (keys.size() > keys_named_max) {
    text += " and " + std::to_string(keys.size() - keys_named_max) + " more";
  }
  return text;
}

}  // namespace

void Reload::begin() {
  if (parts_.control.daemon.status().state == DaemonState::draining) {
    return tell(LogLevel::warning, "refused", "the daemon drains: all stays as it is");
  }
  if (std::exchange(under_way_, true)) {
    again_ = true;
    return;
  }
  parts_.manager.reloading();
  ReloadPlan plan = plan_reload(file_, running_.settings, running_.shard);
  if (!plan.errors.empty()) return refuse(plan.errors);
  std::string complaint;
  auto accounts = make_accounts(std::move(plan.options.accounts), running_.accounts, complaint);
  if (!complaint.empty()) return refuse({complaint});
  take(std::move(plan), std::move(accounts));
}

void Reload::tell(LogLevel level, std::string state, const std::string& sentence) {
  parts_.log.write(
      {LogEventId::reload, level, "reload: " + sentence, {{"state", std::move(state)}}});
}

void Reload::refuse(const std::vector<std::string>& errors) {
  for (const std::string& error : errors) tell(LogLevel::error, "refused", error);
  tell(LogLevel::error, "refused", "all stays as it was");
  end(false);
}

void Reload::take(ReloadPlan&& plan, Accounts accounts) {
  for (const auto& account : accounts) account->in_flight->configure(account->in_flight_max);
  running_.shard = plan.options.shard;
  running_.accounts = accounts;
  auto taken = std::make_shared<ReloadPlan>(std::move(plan));
  parts_.to_shards({running_.shard, AccountDirectory(std::move(accounts))},
                   [this, taken] { finish(*taken); });
}

/// Intake comes last: what it accepts has an account by then.
void Reload::finish(const ReloadPlan& plan) {
  ControlContext& control = parts_.control;
  know_accounts(control, running_.accounts);
  control.expires_infeasible = plan.options.shard.expires_infeasible;
  parts_.retention.configure(plan.options.retention);
  parts_.log.set_level(plan.options.log_level);
  running_.settings = plan.settings;
  if (!plan.after_restart.empty()) {
    tell(LogLevel::warning, "waits_for_restart",
         "takes effect after a restart: " + named(plan.after_restart));
  }
  tell(LogLevel::info, "done",
       "done, credentials read again; changed: " +
           (plan.changed.empty() ? "no setting" : named(plan.changed)));
  end(true);
}

void Reload::end(bool good) {
  ReloadRecord& record = parts_.control.reload;
  record.last_good = good;
  record.last_at = parts_.control.runtime.wall_now();
  ++(good ? record.good : record.failed);
  under_way_ = false;
  parts_.manager.reloaded();
  if (std::exchange(again_, false)) begin();
}

}  // namespace dispatcher
