#include "tests/simulation/plan.hpp"

#include <algorithm>
#include <array>

#include "tests/simulation/random.hpp"

namespace simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t about_plan = 1;
constexpr std::uint64_t about_messages = 2;
constexpr std::uint64_t about_faults = 3;
constexpr std::uint32_t participants_per_session = 3;

constexpr seconds trouble_ends{60};

std::string sid(std::string_view kind, std::uint32_t number) {
  std::string digits = std::to_string(number);
  return std::string(kind) + std::string(32 - digits.size(), '0') + digits;
}

/// What all messages of a plan have in common.
struct Workload {
  std::uint32_t services_count = 1;
  std::uint32_t participants_count = 1;
  std::uint32_t scheduled_percent = 10;
  bool resend_too = false;
  bool burst = false;
};

PlannedMessage make_message(Random& random, std::uint32_t number, const Workload& load) {
  PlannedMessage made;
  made.number = number;
  made.submitted_at = random.between({}, load.burst ? milliseconds{300} : seconds{25});
  made.service = static_cast<std::uint32_t>(random.below(load.services_count));
  made.participant = static_cast<std::uint32_t>(random.below(load.participants_count));
  const std::uint64_t rank = random.below(10);
  made.priority = rank == 0   ? dispatcher::Priority::urgent
                  : rank == 1 ? dispatcher::Priority::bulk
                              : dispatcher::Priority::normal;
  if (random.chance(load.scheduled_percent))
    made.not_before = made.submitted_at + random.between({}, seconds{20});
  if (random.chance(6)) made.expires = random.between(milliseconds{200}, seconds{60});
  made.text = random.chance(12) ? 1 : number + 1;
  if (load.resend_too && random.chance(15)) made.on_ambiguous = dispatcher::OnAmbiguous::resend;
  if (random.chance(8)) made.on_ambiguous = dispatcher::OnAmbiguous::hold;
  return made;
}

Fault make_fault(Random& random, FaultKind kind, std::uint32_t messages_count) {
  Fault made{kind, 0, {}, {}};
  made.nth = static_cast<std::uint32_t>(1 + random.below(messages_count + 10));
  if (kind >= FaultKind::connect_refused && kind <= FaultKind::lookup_failed) {
    made.nth = static_cast<std::uint32_t>(1 + random.below(6));
  }
  if (kind == FaultKind::crash_at_record) {
    made.nth = static_cast<std::uint32_t>(1 + random.below(messages_count * 3));
  }
  made.at = random.between({}, seconds{40});
  made.span = random.between(milliseconds{10}, seconds{25});
  if (kind == FaultKind::up_split || kind == FaultKind::up_slow || kind == FaultKind::down_split ||
      kind == FaultKind::down_slow) {
    made.span = random.between(milliseconds{1}, milliseconds{900});
  }
  if (kind == FaultKind::processed_late_answer) made.span = random.between({}, seconds{50});
  if (kind == FaultKind::refused_429_wait) made.span = random.between({}, seconds{8});
  if (kind == FaultKind::wall_step) made.span = random.between({}, seconds{8}) - seconds{4};
  return made;
}

void add_faults(Plan& plan, Random& random) {
  const auto messages_count = static_cast<std::uint32_t>(plan.messages.size());
  const std::uint64_t common_count = random.below(10);
  constexpr auto first_rare = static_cast<std::uint64_t>(FaultKind::outage);
  for (std::uint64_t i = 0; i < common_count; ++i) {
    const auto kind = static_cast<FaultKind>(random.below(first_rare));
    plan.faults.push_back(make_fault(random, kind, messages_count));
  }
  // Sometimes many of one kind.
  if (random.chance(15)) {
    const auto kind = static_cast<FaultKind>(random.below(first_rare));
    for (int i = 0; i < 8; ++i) plan.faults.push_back(make_fault(random, kind, messages_count));
  }
  const std::uint64_t rare_count = random.below(4);
  for (std::uint64_t i = 0; i < rare_count; ++i) {
    const auto kind =
        static_cast<FaultKind>(first_rare + random.below(fault_kinds_count - first_rare));
    plan.faults.push_back(make_fault(random, kind, messages_count));
  }
  if (plan.durability == queue::Durability::process) {  // which promises nothing of the machine
    std::erase_if(plan.faults,
                  [](const Fault& fault) { return fault.kind == FaultKind::crash_machine; });
  }
}

/// Of so many seeds one has a crowd in the due index: little credit, and whatever brings messages
/// there again and again. Mistakes that ordinary runs meet once in hundreds of thousands are met in
/// a thousand of these.
constexpr std::uint64_t crowded_each = 8;

void crowd_due_index(Plan& plan, Random& random) {
  plan.due_ahead_max = 2;
  const auto messages_count = static_cast<std::uint32_t>(plan.messages.size());
  constexpr std::array kinds{FaultKind::wall_step,
                             FaultKind::wall_step,
                             FaultKind::crash_at_record,
                             FaultKind::operator_cancels,
                             FaultKind::operator_holds_message,
                             FaultKind::storm_404,
                             FaultKind::processed_late,
                             FaultKind::processed_no_answer};
  for (const FaultKind kind : kinds) {
    plan.faults.push_back(make_fault(random, kind, messages_count));
  }
}

}  // namespace

Plan make_plan(std::uint64_t seed, Plant plant) {
  Random random = draw(seed, about_plan, 0);
  Plan plan;
  plan.seed = seed;
  plan.plant = plant;
  if (random.chance(35)) plan.durability = queue::Durability::process;
  constexpr std::array policies{dispatcher::OnAmbiguous::reconcile,
                                dispatcher::OnAmbiguous::reconcile,
                                dispatcher::OnAmbiguous::reconcile, dispatcher::OnAmbiguous::hold,
                                dispatcher::OnAmbiguous::resend};
  plan.on_ambiguous = policies[random.below(policies.size())];
  plan.then_resend = random.chance(50);
  plan.operator_settles = random.chance(50);
  plan.connections_max = static_cast<std::uint32_t>(1 + random.below(5));
  constexpr std::array<std::uint32_t, 5> rates{1, 2, 3, 6, 30};
  plan.requests_per_second = rates[random.below(rates.size())];
  if (random.chance(20)) plan.in_flight_max = static_cast<std::uint32_t>(1 + random.below(4));
  if (random.chance(30)) plan.look_ahead_max = 8;
  if (random.chance(30)) plan.due_ahead_max = 2;
  plan.services_count = static_cast<std::uint32_t>(1 + random.below(3));
  plan.latency = random.between(microseconds{200}, milliseconds{60});
  plan.processing = random.between(milliseconds{2}, milliseconds{400});
  plan.heals_at = trouble_ends;

  Random of_messages = draw(seed, about_messages, 0);
  const auto messages_count = 30 + of_messages.below(40);
  Workload load{.services_count = plan.services_count};
  load.participants_count = static_cast<std::uint32_t>(1 + of_messages.below(12));
  load.burst = of_messages.chance(30);
  load.resend_too = of_messages.chance(30);
  if (of_messages.chance(20)) load.scheduled_percent = 50;
  for (std::uint32_t number = 1; number <= messages_count; ++number) {
    plan.messages.push_back(make_message(of_messages, number, load));
  }
  Random of_faults = draw(seed, about_faults, 0);
  if (!of_faults.chance(8)) add_faults(plan, of_faults);
  if (seed % crowded_each == crowded_each - 1) crowd_due_index(plan, of_faults);
  return plan;
}

std::string message_id(std::uint32_t number) { return "m" + std::to_string(number); }

dispatcher::Message message_of(const PlannedMessage& planned, queue::WallTime began_at) {
  const auto wall = [began_at](Duration since_start) {
    return began_at + std::chrono::floor<microseconds>(since_start);
  };
  const std::uint32_t session =
      planned.service * 10 + planned.participant / participants_per_session;
  dispatcher::Message message{
      .id = message_id(planned.number),
      .service = *dispatcher::ServiceSid::parse(sid("KS", planned.service + 1)),
      .session = *dispatcher::SessionSid::parse(sid("KC", session + 1)),
      .participant = *dispatcher::ParticipantSid::parse(
          sid("KP", planned.service * 100 + planned.participant + 1)),
      .body = "text " + std::to_string(planned.text),
      .priority = planned.priority};
  if (planned.not_before.count() != 0) message.not_before = wall(planned.not_before);
  if (planned.expires.count() != 0) {
    message.expires_at = wall(planned.submitted_at + planned.expires);
  }
  message.on_ambiguous = planned.on_ambiguous;
  return message;
}

}  // namespace simulation
