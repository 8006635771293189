#include "dispatcher/face/options_keys.hpp"

#include <algorithm>
#include <type_traits>

#include "dispatcher/face/options_quantity.hpp"
#include "dispatcher/face/options_value.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

// Each maker below builds a key around `field`, which finds the field: given options and account,
// both const or both not, it returns a reference.

template <class Field>
OptionKey duration(std::string_view section, std::string_view name, DurationRange range,
                   Field field) {
  return {section, name, false,
          [=](const SettingValue& value, Options& options, AccountOptions& account) {
            auto& target = field(options, account);
            auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(target);
            auto complaint = take_duration(value, range, taken);
            target = std::chrono::duration_cast<std::decay_t<decltype(target)>>(taken);
            if (target != taken) complaint = "must be a whole number of seconds";
            return complaint;
          },
          [=](const Options& options, const AccountOptions& account) {
            const auto shown = field(options, account);
            return show_text(
                duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(shown)));
          }};
}

template <class Field>
OptionKey count(std::string_view section, std::string_view name, CountRange range, Field field) {
  return {section, name, false,
          [=](const SettingValue& value, Options& options, AccountOptions& account) {
            auto& target = field(options, account);
            auto taken = static_cast<std::int64_t>(target);
            auto complaint = take_count(value, range, taken);
            target = static_cast<std::decay_t<decltype(target)>>(taken);
            return complaint;
          },
          [=](const Options& options, const AccountOptions& account) {
            return std::to_string(static_cast<std::int64_t>(field(options, account)));
          }};
}

template <class Enum, class Field>
OptionKey word(std::string_view section, std::string_view name, Words<Enum> words, Field field) {
  return {section, name, false,
          [=](const SettingValue& value, Options& options, AccountOptions& account) {
            return take_word(value, words, field(options, account));
          },
          [=](const Options& options, const AccountOptions& account) {
            return show_word(words, field(options, account));
          }};
}

template <class Field>
OptionKey text(std::string_view name, bool required, Field field) {
  return {account_section, name, required,
          [=](const SettingValue& value, Options& options, AccountOptions& account) {
            return take_text(value, field(options, account));
          },
          [=](const Options& options, const AccountOptions& account) {
            return show_text(field(options, account));
          }};
}

OptionKey spool_directory() {
  return {"spool", "directory", true,
          [](const SettingValue& value, Options& options, AccountOptions&) {
            std::string path;
            auto complaint = take_text(value, path);
            options.spool.directory = path;
            return complaint;
          },
          [](const Options& options, const AccountOptions&) {
            return show_text(options.spool.directory.string());
          }};
}

OptionKey spool_reserve() {
  // Below this RocksDB has no room to compact what is done.
  constexpr std::uint64_t least_bytes = 16ULL << 20;
  return {"spool", "reserve", false,
          [](const SettingValue& value, Options& options, AccountOptions&) {
            return take_size(value, least_bytes, options.spool.reserve_bytes);
          },
          [](const Options& options, const AccountOptions&) {
            return show_text(size_text(options.spool.reserve_bytes));
          }};
}

OptionKey control_socket() {
  return {"control", "socket", false,
          [](const SettingValue& value, Options& options, AccountOptions&) {
            std::string path;
            auto complaint = take_text(value, path);
            options.control_socket = path;
            return complaint;
          },
          [](const Options& options, const AccountOptions&) {
            return show_text(options.control_socket.string());
          }};
}

OptionKey account_services() {
  return {
      account_section, "services", true,
      [](const SettingValue& value, Options&, AccountOptions& account) {
        return take_texts(value, account.services);
      },
      [](const Options&, const AccountOptions& account) { return show_texts(account.services); }};
}

/// A field of the options or of the account, const or not as they are.
// A member's name takes no parentheses. NOLINTBEGIN(bugprone-macro-parentheses)
#define OF_OPTIONS(member) \
  [](auto& options, auto&) -> auto& { return options.member; }
#define OF_ACCOUNT(member) \
  [](auto&, auto& account) -> auto& { return account.member; }
// NOLINTEND(bugprone-macro-parentheses)

std::vector<OptionKey> spool_and_account_keys() {
  const Words<queue::Durability> durabilities = {{"power", queue::Durability::power},
                                                 {"process", queue::Durability::process}};
  return {
      spool_directory(),
      word("spool", "durability", durabilities, OF_OPTIONS(spool.durability)),
      spool_reserve(),
      control_socket(),
      text("name", true, OF_ACCOUNT(name)),
      text("base_url", false, OF_ACCOUNT(base_url)),
      text("ca_file", false, OF_ACCOUNT(tls.ca_file)),
      text("username_file", true, OF_ACCOUNT(username_file)),
      text("password_file", true, OF_ACCOUNT(password_file)),
      account_services(),
      count(account_section, "in_flight_max", {1, 10'000}, OF_ACCOUNT(in_flight_max)),
  };
}

std::vector<OptionKey> road_keys() {
  constexpr DurationRange step{100ms, 10min};
  const Words<bool> infeasible_ends = {{"report", false}, {"expire", true}};
  return {
      count("limits", "requests_per_second", {0, 10'000},
            OF_OPTIONS(shard.window.requests_per_second)),
      duration("limits", "window", {1s, 1min}, OF_OPTIONS(shard.window.window)),
      word("limits", "infeasible", infeasible_ends, OF_OPTIONS(shard.expires_infeasible)),
      count("connections", "max", {1, connections_max_largest},
            OF_OPTIONS(shard.outlet.pool.connections_max)),
      count("connections", "handshakes_max", {1, 1'024},
            OF_OPTIONS(shard.outlet.pool.handshakes_max)),
      duration("connections", "idle_timeout", {1s, 1h}, OF_OPTIONS(shard.outlet.pool.idle_timeout)),
      duration("connections", "age_max", {1s, 24h}, OF_OPTIONS(shard.outlet.pool.age_max)),
      duration("timeouts", "resolve", step, OF_OPTIONS(shard.outlet.pool.resolve_timeout)),
      duration("timeouts", "connect", step, OF_OPTIONS(shard.outlet.pool.connect_timeout)),
      duration("timeouts", "handshake", step, OF_OPTIONS(shard.outlet.pool.handshake_timeout)),
      duration("timeouts", "write", step, OF_OPTIONS(shard.outlet.pool.write_timeout)),
      duration("timeouts", "response", step, OF_OPTIONS(shard.outlet.pool.response_timeout)),
  };
}

std::vector<OptionKey> decision_keys() {
  const Words<OnAmbiguous> policies = {{"reconcile", OnAmbiguous::reconcile},
                                       {"hold", OnAmbiguous::hold},
                                       {"resend", OnAmbiguous::resend}};
  const Words<bool> afterwards = {{"hold", false}, {"resend", true}};
  constexpr DurationRange look{10ms, 1h};
  const Words<bool> orders = {{"strict", true}, {"none", false}};
  const Words<LogLevel> levels = {{"error", LogLevel::error},
                                  {"warning", LogLevel::warning},
                                  {"info", LogLevel::info},
                                  {"debug", LogLevel::debug}};
  const Words<LogFormat> formats = {{"auto", LogFormat::automatic},
                                    {"text", LogFormat::text},
                                    {"json", LogFormat::json},
                                    {"journal", LogFormat::journal}};
  return {
      duration("retry", "base", {10ms, 1min}, OF_OPTIONS(shard.retry.base)),
      duration("retry", "cap", {10ms, 1h}, OF_OPTIONS(shard.retry.cap)),
      count("retry", "resends_max", {0, 100}, OF_OPTIONS(shard.retry.resends_max)),
      word("order", "mode", orders, OF_OPTIONS(shard.strict_order)),
      word("ambiguous", "policy", policies, OF_OPTIONS(shard.on_ambiguous)),
      word("ambiguous", "then", afterwards, OF_OPTIONS(shard.reconcile.then_resend)),
      duration("ambiguous", "look_first", look, OF_OPTIONS(shard.reconcile.look_first)),
      duration("ambiguous", "look_second", look, OF_OPTIONS(shard.reconcile.look_second)),
      duration("ambiguous", "look_last", look, OF_OPTIONS(shard.reconcile.look_last)),
      duration("ambiguous", "resend_after", {1s, 24h}, OF_OPTIONS(shard.retry.resend_after)),
      duration("message", "default_ttl", {1s, 24h * 365, true}, OF_OPTIONS(shard.default_ttl)),
      duration("retention", "bodies", {2h, 24h * 365}, OF_OPTIONS(retention.bodies)),
      duration("retention", "outcomes", {outcome_kept_least, 24h * 3'650},
               OF_OPTIONS(retention.outcomes)),
      count("threads", "shards", {0, 256}, OF_OPTIONS(shards_count)),
      word("log", "level", levels, OF_OPTIONS(log_level)),
      word("log", "format", formats, OF_OPTIONS(log_format)),
  };
}

#undef OF_OPTIONS
#undef OF_ACCOUNT

}  // namespace

const std::vector<OptionKey>& option_keys() {
  static const auto keys = [] {
    auto all = spool_and_account_keys();
    std::ranges::move(road_keys(), std::back_inserter(all));
    std::ranges::move(decision_keys(), std::back_inserter(all));
    return all;
  }();
  return keys;
}

const OptionKey* find_option_key(std::string_view section, std::string_view name) {
  const auto found = std::ranges::find_if(option_keys(), [&](const OptionKey& key) {
    return key.section == section && key.name == name;
  });
  return found == option_keys().end() ? nullptr : &*found;
}

}  // namespace dispatcher
