#include "tests/simulation/world.hpp"

#include <stdexcept>
#include <utility>

#include "tests/simulation/buggy_shard.hpp"
#include "tests/simulation/random.hpp"

namespace simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t about_lives = 31;
/// As the daemon has it: every window counts as full for a window and this much.
constexpr milliseconds after_restart_margin{1'000};

dispatcher::ShardOptions shard_options(const Plan& plan) {
  dispatcher::ShardOptions options;
  options.outlet.pool.connections_max = plan.connections_max;
  options.window.requests_per_second = plan.requests_per_second;
  options.on_ambiguous = plan.on_ambiguous;
  options.reconcile.then_resend = plan.then_resend;
  options.look_ahead_max = plan.look_ahead_max;
  options.due_ahead_max = plan.due_ahead_max;
  switch (plan.plant) {
    case Plant::wrong_window:
      options.window.requests_per_second *= 2;
      break;
    case Plant::short_resend:
      options.retry.resend_after = {};
      break;
    case Plant::short_last_look:
      options.reconcile.look_last = options.reconcile.look_second;
      break;
    case Plant::unavailable_not_processed:
      options.verdict.unavailable_is_not_processed = true;
      break;
    case Plant::no_order:
      options.strict_order = false;
      break;
    default:
      break;
  }
  return options;
}

}  // namespace

Surroundings::Surroundings() {
  std::string detail;
  auto made = net::TlsContext::create({.ca_file = certificates.ca_file()}, detail);
  if (!made) throw std::runtime_error(detail);
  tls = std::move(*made);
}

World::World(const Plan& plan, Surroundings& surroundings, bool is_shown)
    : plan_(plan),
      surroundings_(surroundings),
      trace_(agenda_),
      faults_(plan.faults, agenda_),
      audit_(plan_, agenda_, faults_, wall_),
      network_(agenda_, faults_, trace_, plan.latency, plan.plant),
      provider_(plan_, agenda_, faults_, trace_, *this),
      spool_(plan_, agenda_, faults_, trace_, *this) {
  trace_.is_shown = is_shown;
  network_.power_cut = [this] {
    const bool may_be = plan_.durability == queue::Durability::power;
    die(may_be ? End::machine_died : End::process_died);
  };
  network_.welcome = [this](const std::shared_ptr<Wire>& wire) {
    return std::make_unique<TlsPeer>(wire, surroundings_.certificates, provider_, plan_.plant);
  };
}

std::shared_ptr<const dispatcher::Account> World::make_account(std::vector<std::string> services) {
  const auto requests = [] {
    return dispatcher::RequestBuilder::create("localhost", "SKuser", "password");
  };
  return std::make_shared<const dispatcher::Account>(dispatcher::Account{
      "main", std::move(services), net::Endpoint{"localhost", 443},
      net::TlsOptions{surroundings_.certificates.ca_file()}, surroundings_.tls, *requests(),
      account_cap_, [requests](std::string&) { return std::optional(*requests()); }});
}

RunResult World::run() {
  plan_events();
  while (end_ != End::over) {
    live();
    Random random = draw(plan_.seed, about_lives, lives_count_);
    const bool machine = end_ == End::machine_died;
    pass(random.between(milliseconds{10}, machine ? seconds{20} : seconds{8}));
  }
  if (!audit_.violation()) audit_.check_end(spool_.disk(), provider_.ledger());
  return {audit_.violation(), trace_.hash(), faults_.counts(), plan_.messages.size(),
          provider_.ledger().size()};
}

/// One process, from its start to its end.
void World::live() {
  trace_.note("start", ++lives_count_);
  end_ = End::none;
  runtime_ = std::make_unique<SimRuntime>(plan_.seed + lives_count_, agenda_, network_, wall_,
                                          plan_.plant);
  options_ = shard_options(plan_);
  const bool active = wall_now() - spool_.disk().last_activity() < SimSpool::requests_matter;
  if (!spool_.knows_requests() && active && plan_.plant != Plant::window_forgotten_at_start) {
    options_.windows_full_until = runtime_->now() + options_.window.window + after_restart_margin;
  }
  account_cap_ = std::make_shared<dispatcher::AccountCap>(plan_.in_flight_max);
  dispatcher::ShardObserver& observer = *this;
  shard_ = std::make_unique<dispatcher::Shard>(
      dispatcher::ShardSettings{options_, dispatcher::AccountDirectory({make_account({"*"})})},
      *runtime_, 0, observer);
  spool_.attach(shard_->events());
  submit_unanswered();
  BuggyShard end_of_spool(plan_.plant, spool_);
  shard_->run(end_of_spool);
  end_ = end_of_life();
  trace_.note("end", lives_count_, static_cast<std::uint64_t>(end_));
  audit_.on_process_ended();
  shard_.reset();
  runtime_.reset();
}

World::End World::end_of_life() {
  if (end_ == End::none) {
    spool_.close();
    return End::drained;
  }
  spool_.detach(end_ == End::machine_died);
  return end_;
}

/// At the end of what is being done just now.
void World::die(End how) {
  if (!shard_ || end_ != End::none) return;
  end_ = how;
  shard_->stop();
}

/// No process runs.
void World::pass(Duration duration) {
  const TimePoint until = agenda_.now() + duration;
  while (end_ != End::over && agenda_.next_time() && *agenda_.next_time() <= until) {
    agenda_.step();
  }
  agenda_.move_to(until);
}

}  // namespace simulation
