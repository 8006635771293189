#include "dispatcher/face/control_deadlines.hpp"

#include <memory>
#include <utility>

#include "dispatcher/policy/feasible.hpp"

namespace dispatcher {
namespace {

using Table = queue::ListLanes::Table;

void end_early(ControlContext& context, Infeasible&& found) {
  auto* spool = context.daemon.spool();
  if (spool == nullptr) return;
  queue::Decide decide;
  decide.decision = {queue::Decision::Kind::expire,
                     why_infeasible(found.ahead_least, found.per_second)};
  decide.which = queue::Decide::Which::ids;
  decide.count_max = static_cast<std::uint32_t>(found.ids.size());
  decide.ids = std::move(found.ids);
  decide.done = [](const queue::Result<queue::Decide::Page>&) {};
  static_cast<void>(spool->control(std::move(decide)));  // refused: it expires later
}

void use(ControlContext& context, const IntakeDeadlines& deadlines, const Table& table,
         const LaneViews& views) {
  const DaemonStatus status = context.daemon.status();
  const std::uint64_t apart_count =
      status.levels.due_count + status.levels.held_count + status.in_flight + status.armed;
  auto all = deadlines.judge(table.rows, views, apart_count, context.runtime.wall_now());
  for (Infeasible& found : all) {
    context.daemon.infeasible(found.service, found.ids.size());
    if (context.expires_infeasible) end_early(context, std::move(found));
  }
}

}  // namespace

void judge_deadlines(ControlContext& context, IntakeDeadlines deadlines) {
  auto services = deadlines.services();
  auto* spool = context.daemon.spool();
  if (services.empty() || spool == nullptr) return;
  using Found = queue::Result<Table>;
  const auto kept = std::make_shared<const IntakeDeadlines>(std::move(deadlines));
  queue::ListLanes asked;
  asked.lane_names = services;
  asked.rows_max = queue::intake_submissions_max;
  asked.done = answered_on<Found>(
      context.runtime, [&context, kept, services = std::move(services)](const Found& listed) {
        if (!listed) return;
        context.daemon.lanes(services, [&context, kept, table = *listed](const LaneViews& views) {
          use(context, *kept, table, views);
        });
      });
  static_cast<void>(spool->control(std::move(asked)));  // refused: nothing is told early
}

}  // namespace dispatcher
