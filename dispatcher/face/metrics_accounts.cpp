#include <functional>
#include <optional>
#include <span>

#include "dispatcher/face/metrics_parts.hpp"

namespace dispatcher {
namespace {

std::optional<double> known(const std::optional<std::uint64_t>& count) {
  return count ? std::optional(as_double(*count)) : std::nullopt;
}

void add_each(MetricsFamilies& families, std::string_view name, std::string_view help,
              std::span<const AccountFigures> accounts,
              const std::function<std::optional<double>(const AccountFigures&)>& value) {
  std::vector<MetricsFamilies::Labelled> samples;
  for (const AccountFigures& account : accounts) {
    if (const auto found = value(account)) samples.push_back({account.name, *found});
  }
  families.gauges(name, help, "account", samples);
}

void add_connections(MetricsFamilies& families, const DaemonMetrics& metrics) {
  const DaemonStatus& status = metrics.status;
  families.counter("dispatcher_connections_opened_total",
                   "TLS connections to the provider that came about.", status.connections_opened);
  families.counter("dispatcher_handshakes_resumed_total",
                   "TLS handshakes among them that resumed a session.", status.handshakes_resumed);
  families.counter("dispatcher_connects_failed_total",
                   "Connections that did not come about: name, connect or handshake.",
                   status.connects_failed);
  families.counter("dispatcher_exchanges_reused_total",
                   "Requests on a connection that had carried one before.",
                   metrics.exchanges_reused);
  families.gauge("dispatcher_connections_open", "Connections to the provider that stand.",
                 as_double(metrics.connections_open));
}

void add_endpoints(MetricsFamilies& families, const ShardSurvey& survey,
                   std::span<const AccountFigures> accounts) {
  using Endpoint = ShardSurvey::Endpoint;
  const auto add = [&](std::string_view name, std::string_view help,
                       const std::function<std::optional<double>(const Endpoint&)>& value) {
    add_each(families, name, help, accounts, [&](const AccountFigures& account) {
      const Endpoint* endpoint = survey.find(account.name);
      return endpoint != nullptr ? value(*endpoint) : std::nullopt;
    });
  };
  add("dispatcher_account_breaker_open",
      "1: its endpoint fails again and again, and only probes are sent.",
      [](const Endpoint& one) { return std::optional(one.failing ? 1.0 : 0.0); });
  add("dispatcher_account_certificate_refused",
      "1: the certificate of its endpoint is not trusted, and nothing is sent.",
      [](const Endpoint& one) { return std::optional(one.certificate_refused ? 1.0 : 0.0); });
  add("dispatcher_account_certificate_expiry_timestamp_seconds",
      "Until when the certificate of its endpoint holds that was seen last.",
      [](const Endpoint& one) -> std::optional<double> {
        if (one.certificate_ends == std::chrono::sys_seconds{}) return std::nullopt;
        return static_cast<double>(one.certificate_ends.time_since_epoch().count());
      });
}

}  // namespace

void add_accounts(MetricsFamilies& families, const MetricsFacts& facts) {
  add_connections(families, facts.metrics);
  const auto& all = facts.metrics.accounts;
  const auto shown = std::span(all).first(std::min(all.size(), metrics_accounts_max));
  families.gauge("dispatcher_accounts", "Accounts of the configuration.", as_double(all.size()));
  add_each(families, "dispatcher_account_in_flight_requests",
           "Requests of the account that await their answer, reads included.", shown,
           [](const AccountFigures& one) { return std::optional(as_double(one.in_flight)); });
  add_each(families, "dispatcher_account_in_flight_limit_configured_requests",
           "Requests in flight that the configuration allows; absent: any number.", shown,
           [](const AccountFigures& one) { return known(one.in_flight_max_configured); });
  add_each(families, "dispatcher_account_in_flight_limit_requests",
           "Requests in flight that are allowed now: fewer, where the provider takes fewer.", shown,
           [](const AccountFigures& one) { return known(one.in_flight_max); });
  if (facts.survey) add_endpoints(families, *facts.survey, shown);
}

}  // namespace dispatcher
