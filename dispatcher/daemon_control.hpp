#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dispatcher/daemon_metrics.hpp"
#include "dispatcher/daemon_status.hpp"
#include "dispatcher/held_lanes.hpp"
#include "dispatcher/lane_view.hpp"
#include "dispatcher/policy/why.hpp"
#include "dispatcher/shard_survey.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

/// What a running daemon answers and does for an operator. The daemon's own thread; each `done`
/// comes on that thread, once, unless the daemon ends first.
class DaemonControl {
 public:
  virtual ~DaemonControl() = default;

  virtual DaemonStatus status() const = 0;
  /// The status and all that is measured beside it; looks at the spool's files.
  virtual DaemonMetrics metrics() const = 0;
  /// How all shards together stand.
  virtual void survey(std::function<void(ShardSurvey)> done) = 0;
  virtual void held_lanes(std::function<void(HeldLanes)> done) = 0;
  /// How the lanes of these Services stand; one that has never had a message is left out.
  virtual void lanes(std::vector<std::string> services, std::function<void(LaneViews)> done) = 0;
  /// Counts, and tells whoever listens: so many messages just accepted for the Service cannot be
  /// sent before they expire.
  virtual void infeasible(const std::string& service, std::uint64_t count) = 0;
  /// Why an open message is not sent yet.
  virtual void explain(queue::MessageView message, std::function<void(Why)> done) = 0;
  /// For intake and the spool's own questions, whose answers come on the spool thread: post them to
  /// the daemon's. Null once the daemon ends.
  virtual queue::DurableSpool* spool() = 0;
};

}  // namespace dispatcher
