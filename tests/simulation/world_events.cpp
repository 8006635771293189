#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "dispatcher/message/payload.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/world.hpp"

/// What happens around a process: clients, operators, crashes, and the end of all trouble.
namespace simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Decided = queue::Decision::Kind;

constexpr std::uint64_t about_events = 41;
constexpr seconds look_interval{1};
/// In a healed world nothing may take longer.
constexpr seconds rest_max{900};
/// By then the provider's list shows everything.
constexpr seconds truth_known{120};
constexpr seconds drain_max{50};

}  // namespace

void World::plan_events() {
  for (const PlannedMessage& planned : plan_.messages) {
    agenda_.after(planned.submitted_at, [this, &planned] { submit(planned); });
  }
  for (const Fault& fault : faults_.all()) {
    const bool is_counted =
        fault.kind == FaultKind::crash_at_record || fault.kind == FaultKind::crash_at_write;
    if (fault.kind < FaultKind::crash_process || is_counted) continue;
    agenda_.after(fault.at, [this, &fault] { meet(fault); });
  }
  agenda_.after(plan_.heals_at, [this] {
    trace_.note("healed");
    faults_.heal();
  });
  agenda_.after(look_interval, [this] { look(); });
}

void World::submit(const PlannedMessage& planned) {
  unanswered_.insert(planned.number);
  const dispatcher::Message message = message_of(planned, WallClock::began_at);
  queue::Submission submission;
  submission.id = message.id;
  submission.lane_name = message.service.text();
  submission.priority = static_cast<queue::Priority>(message.priority);
  submission.not_before = message.not_before;
  dispatcher::append_payload(submission.payload, message);
  spool_.submit(std::move(submission),
                [this, number = planned.number] { unanswered_.erase(number); });
}

/// A client that heard nothing hands it in again.
void World::submit_unanswered() {
  const auto again = unanswered_;
  for (const PlannedMessage& planned : plan_.messages) {
    if (again.contains(planned.number)) submit(planned);
  }
}

void World::meet(const Fault& fault) {
  const auto index = static_cast<std::uint64_t>(&fault - faults_.all().data());
  if (faults_.healed() || (!shard_ && fault.kind != FaultKind::wall_step)) return;
  faults_.fired(fault.kind);
  trace_.note(name_of(fault.kind), index);
  switch (fault.kind) {
    case FaultKind::crash_process:
      return die(End::process_died);
    case FaultKind::crash_machine:
      return die(End::machine_died);
    case FaultKind::wall_step:
      wall_.ahead += std::chrono::floor<std::chrono::microseconds>(fault.span);
      return;
    case FaultKind::operator_cancels:
      return decide_about(fault, Decided::cancel);
    case FaultKind::operator_holds_message:
      decide_about(fault, Decided::hold);
      agenda_.after(fault.span, [this, &fault] { decide_about(fault, Decided::release); });
      return;
    case FaultKind::operator_holds_lane: {
      const std::string lane(
          message_of(plan_.messages.front(), WallClock::began_at).service.text());
      spool_.hold_lane(lane, "an operator said so");
      agenda_.after(fault.span, [this, lane] { spool_.hold_lane(lane, ""); });
      return;
    }
    case FaultKind::reload_takes_services:
      reload({make_account({})});
      agenda_.after(fault.span, [this] { reload({make_account({"*"})}); });
      return;
    case FaultKind::reload_takes_account:
      reload({});
      agenda_.after(fault.span, [this] { reload({make_account({"*"})}); });
      return;
    default:  // daemon_drains
      shard_->drain();
      agenda_.after(drain_max, [this, life = lives_count_] {
        if (life == lives_count_) die(End::process_died);
      });
  }
}

/// The running process reads another configuration, if there is one.
void World::reload(dispatcher::Accounts accounts) {
  if (!shard_) return;
  trace_.note("reload", accounts.size());
  shard_->reload(std::make_shared<const dispatcher::ShardSettings>(dispatcher::ShardSettings{
                     options_, dispatcher::AccountDirectory(std::move(accounts))}),
                 [] {});
}

void World::decide_about(const Fault& fault, Decided kind) {
  Random random = draw(plan_.seed, about_events, fault.nth);
  // Of those around that time.
  for (int i = 0; i < 3; ++i) {
    const auto& planned = plan_.messages[random.below(plan_.messages.size())];
    spool_.decide(message_id(planned.number), kind);
  }
}

void World::on_post(const Request& request, std::size_t counted_count) {
  audit_.on_post(request, counted_count);
}

void World::on_request(const queue::ShardRequest& request) {
  audit_.on_request(request);
  std::visit(
      [this, &request](const auto& asked) {
        if constexpr (requires { asked.key.sequence; }) {
          constexpr std::array names{"read", "again",  "arm",    "revoke", "settle", "defer",
                                     "hold", "credit", "status", "recall", "let be", "receipts"};
          trace_.note(names[request.index()], asked.key.sequence);
        }
      },
      request);
  const Fault* crash =
      faults_.meet(FaultKind::crash_at_record, FaultKind::crash_at_record, ++records_count_);
  if (crash != nullptr) die(End::process_died);
}

/// Now and then: is it over?
void World::look() {
  if (audit_.violation()) {
    if (shard_) return die(End::over);
    end_ = End::over;
    return;
  }
  agenda_.after(look_interval, [this] { look(); });
  if (!shard_) return;
  ask_why();
  if (!faults_.healed()) return;
  const Duration healed_for = agenda_.elapsed() - plan_.heals_at;
  for (std::size_t i = 0; i < spool_.disk().lanes().size(); ++i) {
    const std::string& lane = spool_.disk().lanes()[i];
    if (spool_.disk().holds().contains(lane)) spool_.hold_lane(lane, "");
  }
  if (is_at_rest()) {
    if (!plan_.operator_settles || all_settled_) return die(End::over);
    if (healed_for > truth_known) settle_held();
  } else if (healed_for > rest_max) {
    die(End::over);  // whatever waits still is found in the end
  }
}

bool World::is_at_rest() const {
  if (!unanswered_.empty() || !spool_.is_quiet()) return false;
  return std::ranges::all_of(plan_.messages, [this](const PlannedMessage& planned) {
    const Kept* kept = spool_.disk().find(message_id(planned.number));
    return kept != nullptr &&
           (kept->standing == Standing::settled || kept->standing == Standing::held);
  });
}

/// One that is held is decided about, by somebody who knows what the provider did.
void World::settle_held() {
  for (const PlannedMessage& planned : plan_.messages) {
    const Kept& kept = *spool_.disk().find(message_id(planned.number));
    if (kept.standing != Standing::held || !decided_.insert(planned.number).second) continue;
    const bool in_doubt = kept.in_doubt;
    const Decided known = audit_.was_sent(kept.stored, spool_.disk()) ? Decided::settle_sent
                                                                      : Decided::settle_not_sent;
    return spool_.decide(kept.stored.id, in_doubt ? known : Decided::release);
  }
  all_settled_ = true;
}

/// Whatever waits can be explained.
void World::ask_why() {
  if (why_asked_life_ == lives_count_) return audit_.violated("nobody says why a message waits");
  for (std::size_t i = 0; i < plan_.messages.size(); ++i) {
    const std::size_t at = ++explained_count_ % plan_.messages.size();
    const Kept* kept = spool_.disk().find(message_id(plan_.messages[at].number));
    if (kept == nullptr || kept->standing == Standing::settled) continue;
    why_asked_life_ = lives_count_;
    const bool is_held = kept->standing == Standing::held;
    shard_->explain(spool_.view(*kept), false, [this, is_held, at](const dispatcher::Why& why) {
      why_asked_life_ = 0;
      trace_.note("why", at, static_cast<std::uint64_t>(why.cause));
      if (is_held != (why.cause == dispatcher::WaitCause::held))
        audit_.violated("what is held is not explained as held");
    });
    return;
  }
}

}  // namespace simulation
