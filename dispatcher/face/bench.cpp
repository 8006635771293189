#include "dispatcher/face/bench.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "dispatcher/face/bench_report.hpp"
#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_ask.hpp"
#include "dispatcher/face/control_reply.hpp"
#include "dispatcher/face/dead_filter.hpp"
#include "dispatcher/face/options_quantity.hpp"
#include "dispatcher/face/submit_daemon.hpp"
#include "dispatcher/face/submit_ids.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t batch_count_max = 1000;
constexpr milliseconds look_interval{200};
/// Without another end among the messages, by when it gives up. What is in doubt is settled within
/// 95 s.
constexpr milliseconds patience = std::chrono::minutes{2};

bool names(const AccountOptions& account, const std::string& service) {
  return std::ranges::any_of(account.services, [&](const std::string& name) {
    const auto sid = ServiceSid::parse(name);
    return sid && sid->canonical() == service;
  });
}

/// Nobody: no account sends for the Service.
const AccountOptions* account_of(const Options& options, const std::string& service) {
  const auto canonical = ServiceSid::parse(service)->canonical();
  const AccountOptions* of_others = nullptr;
  for (const auto& account : options.accounts) {
    if (names(account, canonical)) return &account;
    if (std::ranges::find(account.services, "*") != account.services.end()) of_others = &account;
  }
  return of_others;
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && net::is_ip_address(host));
}

std::string limit_text(const Options& options, const AccountOptions& account) {
  const auto limit = static_cast<std::uint64_t>(options.shard.window.requests_per_second);
  return (limit == 0 ? "no limit of a Service" : std::to_string(limit) + "/s for a Service") +
         ", " + std::to_string(account.in_flight_max) + " requests of the account in flight";
}

std::string announcement(const BenchCommand& command, const Options& options,
                         const AccountOptions& account, std::chrono::microseconds pace) {
  const auto lasts = std::chrono::ceil<std::chrono::seconds>(pace * command.messages);
  std::string text = "This sends " + std::to_string(command.messages) + " text messages to";
  for (const auto& participant : command.to) text += ' ' + participant;
  return text + " through account " + account.name + " to " + account.base_url +
         ".\n  They are due at " + command.rate + ", within " + duration_text(lasts) +
         ". Limits: " + limit_text(options, account) +
         "; with order \"strict\" each participant's go one after the other.\n  The provider "
         "bills each of them, of one segment, and they reach whoever the participants are.\n";
}

/// Only the number itself is a yes.
bool is_confirmed(const BenchCommand& command, Console& console, std::istream& answers) {
  console.err << "Type the number of messages to send them: " << std::flush;
  std::string answer;
  std::getline(answers, answer);
  return answer == std::to_string(command.messages);
}

/// One run, from the first message to the report.
class Bench {
 public:
  Bench(const BenchCommand& command, std::chrono::microseconds pace, ControlAsk daemon,
        Console& console, const CommandWorld& world)
      : command_(command),
        pace_(pace),
        daemon_(std::move(daemon)),
        console_(console),
        world_(world),
        began_at_(world.now()),
        batch_("bench-" + TimeOrderedIds{}.next(began_at_)),
        progress_(console.err, console.progress) {
    daemon_.stop_when(world.wait);
  }

  ExitCode run() {
    const ExitCode handed_in = hand_in_all();
    if (handed_in == exit_done) collect();
    progress_.clear();
    if (handed_in_count_ == 0) return handed_in;
    console_.out << (command_.json ? report_.json(handed_in_count_)
                                   : report_.table(handed_in_count_));
    console_.out.flush();
    if (handed_in != exit_done) return handed_in;
    return report_.all_sent(command_.messages) ? exit_done : exit_not_all;
  }

 private:
  std::string id_of(std::uint64_t i) const { return batch_ + ':' + std::to_string(i + 1); }
  WallTime due(std::uint64_t i) const { return began_at_ + pace_ * i; }

  void append_line(std::string& body, std::uint64_t i) const {
    const auto to = bench_participant_of(command_.to[i % command_.to.size()]);
    JsonLine line(body);
    line.field("id", id_of(i));
    line.field("service", command_.service);
    line.field("session", to->session.text());
    line.field("participant", to->participant.text());
    line.field("body", "Test message " + std::to_string(i + 1) + " of " +
                           std::to_string(command_.messages));
    line.close();
    body.push_back('\n');
  }

  /// Each when it is due, or as soon after that as the one before was taken.
  ExitCode hand_in_all() {
    while (handed_in_count_ < command_.messages) {
      const auto now = world_.now();
      if (now < due(handed_in_count_)) {
        if (world_.wait(std::chrono::ceil<milliseconds>(due(handed_in_count_) - now))) {
          return told("stopped: " + std::to_string(handed_in_count_) + " were handed in");
        }
        continue;
      }
      const auto exit_code = hand_in_due(now);
      if (exit_code != exit_done) return exit_code;
      show("handing in", handed_in_count_);
    }
    return exit_done;
  }

  ExitCode hand_in_due(WallTime now) {
    std::string body;
    const auto first = handed_in_count_;
    auto end = first;
    while (end < command_.messages && end - first < batch_count_max && due(end) <= now) {
      append_line(body, end++);
    }
    const auto response = daemon_.ask({"POST", "/v1/messages", std::move(body)});
    if (!response) return exit_try_later;
    if (response->status != http_status::ok) {
      auto refusal = refusal_of(*response);
      progress_.clear();
      console_.err << refusal.sentence << '\n';
      return refusal.exit_code;
    }
    const auto reply = parse_submit_reply(response->body);
    if (!reply || reply->counts.accepted != end - first) {
      return told("the daemon refused messages of the benchmark");
    }
    handed_in_count_ = end;
    return exit_done;
  }

  /// Until all have ended, a stop, or no news for long.
  void collect() {
    milliseconds waited{};
    for (std::uint64_t i = 0; i < handed_in_count_;) {
      const auto shown = daemon_.ask({"GET", "/v1/messages/" + id_of(i), ""});
      if (!shown) return;
      if (const auto outcome = bench_outcome_of(shown->body)) {
        report_.add(*outcome, due(i++));
        waited = {};
        show("waiting for outcomes", i);
        continue;
      }
      waited += look_interval;
      if (waited > patience || world_.wait(look_interval)) {
        told("not all have ended: `dispatcher show " + id_of(i) + "` says why");
        return;
      }
    }
  }

  ExitCode told(const std::string& sentence) {
    progress_.clear();
    console_.err << sentence << '\n';
    return exit_not_all;
  }

  void show(std::string label, std::uint64_t done) {
    ProgressView view;
    view.label = std::move(label);
    view.done = done;
    view.total = command_.messages;
    view.unit = "messages";
    progress_.update(std::move(view), ProgressPrinter::TimePoint(world_.now().time_since_epoch()));
  }

  const BenchCommand& command_;
  const std::chrono::microseconds pace_;
  ControlAsk daemon_;
  Console& console_;
  const CommandWorld& world_;
  const WallTime began_at_;
  const std::string batch_;
  ProgressPrinter progress_;
  BenchReport report_;
  std::uint64_t handed_in_count_ = 0;
};

}  // namespace

std::optional<BenchParticipant> bench_participant_of(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto session = SessionSid::parse(text.substr(0, slash));
  const auto participant = ParticipantSid::parse(text.substr(slash + 1));
  if (!session || !participant) return std::nullopt;
  return BenchParticipant{*session, *participant};
}

ExitCode run_bench(const BenchCommand& command, Console& console, std::istream& answers,
                   const CommandWorld& world) {
  const auto pace = parse_pace(command.rate);
  if (!pace) return exit_usage;
  Options options;
  if (!load_or_complain(command.config, console, options, OptionsFor::asking)) return exit_config;
  const AccountOptions* account = account_of(options, command.service);
  if (account == nullptr) {
    console.err << "no account sends for " << command.service << '\n';
    return exit_no_input;
  }
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  console.err << announcement(command, options, *account, *pace);
  if (!is_this_machine(account->endpoint.host) && !is_confirmed(command, console, answers)) {
    console.err << "nothing was sent\n";
    return exit_usage;
  }
  return Bench(command, *pace, *std::move(daemon), console, world).run();
}

ExitCode run_bench(const BenchCommand& command, Console& console) {
  return in_this_world(
      [&](const CommandWorld& world) { return run_bench(command, console, std::cin, world); });
}

}  // namespace dispatcher
