#include "dispatcher/face/age_watch.hpp"

namespace dispatcher {
namespace {

constexpr std::chrono::seconds period{1};

}  // namespace

AgeWatch::AgeWatch(ControlContext& context)
    : context_(context), again_(context.runtime.timers(), [this] { look(); }) {
  if (context.gate.bounds_age()) look();
}

void AgeWatch::look() {
  context_.daemon.survey([&context = context_](const ShardSurvey& survey) {
    context.sendable_since = survey.sendable_since;
  });
  again_.arm_at(context_.runtime.refresh_now() + period);
}

}  // namespace dispatcher
