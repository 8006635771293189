#include "dispatcher/face/control_metrics.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/metrics_text.hpp"

namespace dispatcher {
namespace {

using Listed = queue::Result<queue::ListLanes::Table>;

/// One scrape. Kept alive by whatever it waits for.
class Scrape : public std::enable_shared_from_this<Scrape> {
 public:
  Scrape(ControlContext& context, net::LocalRespond respond)
      : context_(context),
        respond_(std::move(respond)),
        patience_(context.runtime.timers(), [this] { answer(); }) {}

  void begin() {
    patience_.arm_at(context_.runtime.refresh_now() + metrics_patience);
    ask_spool_for_lanes();
    context_.daemon.survey([self = shared_from_this()](ShardSurvey survey) {
      self->facts_.survey = std::move(survey);
      self->answer_if_complete();
    });
  }

 private:
  void ask_spool_for_lanes() {
    queue::ListLanes asked;
    asked.rows_max = metrics_lanes_max;
    asked.done = answered_on<Listed>(
        context_.runtime,
        [self = shared_from_this()](const Listed& listed) { self->hear(listed); });
    auto* spool = context_.daemon.spool();
    facts_.spool_answered = spool == nullptr;  // the daemon is about to end
    if (spool == nullptr || !spool->control(std::move(asked))) lanes_are_known_ = true;
  }

  void hear(const Listed& listed) {
    facts_.spool_answered = true;
    if (!listed) {
      lanes_are_known_ = true;
      return answer_if_complete();
    }
    facts_.lanes = *listed;
    std::vector<std::string> services;
    for (const auto& row : listed->rows) services.push_back(row.lane_name);
    context_.daemon.lanes(std::move(services), [self = shared_from_this()](LaneViews views) {
      self->facts_.views = std::move(views);
      self->lanes_are_known_ = true;
      self->answer_if_complete();
    });
  }

  void answer_if_complete() {
    if (facts_.survey && lanes_are_known_) answer();
  }

  void answer() {
    patience_.cancel();
    if (!respond_) return;  // it was answered
    facts_.metrics = context_.daemon.metrics();
    facts_.intake = context_.intake;
    facts_.reload = context_.reload;
    facts_.process = figures_of_process();
    facts_.began_at = context_.began_at;
    facts_.now = context_.runtime.wall_now();
    std::exchange(respond_, {})({.status = http_status::ok,
                                 .content_type = metrics_content_type,
                                 .body = metrics_text(facts_)});
  }

  ControlContext& context_;
  net::LocalRespond respond_;  // until it was answered
  MetricsFacts facts_;
  bool lanes_are_known_ = false;  // as far as they will be
  net::Timer patience_;
};

}  // namespace

void answer_metrics(ControlContext& context, net::LocalRespond respond) {
  std::make_shared<Scrape>(context, std::move(respond))->begin();
}

}  // namespace dispatcher
