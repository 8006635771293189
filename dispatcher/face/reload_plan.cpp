#include "dispatcher/face/reload_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace dispatcher {

namespace {

constexpr std::array<std::string_view, 9> live_sections = {"account",  "limits",    "connections",
                                                           "timeouts", "retry",     "ambiguous",
                                                           "message",  "retention", "log"};
/// Of these, what does not.
constexpr std::array<std::string_view, 2> late_keys = {"connections.max", "log.format"};

}  // namespace

bool takes_effect_at_once(std::string_view key) {
  const std::string_view section = key.substr(0, key.find('.'));
  return std::ranges::find(late_keys, key) == late_keys.end() &&
         std::ranges::find(live_sections, section) != live_sections.end();
}

ReloadPlan plan_reload(const std::filesystem::path& file, const Settings& running,
                       const ShardOptions& shard) {
  ReloadPlan plan;
  OptionsRead read = load_options(file);
  plan.errors = std::move(read.errors);
  if (!plan.errors.empty()) return plan;
  plan.options = std::move(read.options);
  plan.settings = effective_settings(plan.options);
  plan.options.shard.outlet.pool.connections_max = shard.outlet.pool.connections_max;
  plan.options.shard.strict_order = shard.strict_order;

  std::map<std::string_view, std::string_view> before(running.begin(), running.end());
  for (auto& [key, value] : plan.settings) {
    const auto found = before.find(key);
    const bool same = found != before.end() && found->second == value;
    if (found != before.end() && !same && !takes_effect_at_once(key)) {
      plan.after_restart.push_back(key);
      value = found->second;
    } else if (!same) {
      plan.changed.push_back(key);
    }
    if (found != before.end()) before.erase(found);
  }
  for (const auto& [key, value] : before)
    plan.changed.emplace_back(key);  // of an account that went
  return plan;
}

}  // namespace dispatcher
