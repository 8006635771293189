#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/lane_view.hpp"

namespace dispatcher {

/// Lanes in one answer at most.
inline constexpr std::uint32_t queue_rows_max = 1000;
static_assert(queue_rows_max <= queue::intake_submissions_max);

/// GET /v1/queue: the lanes with most open messages, the largest first, and how each stands.
void answer_queue(ControlContext& context, const net::LocalRespond& respond);

/// In how many seconds a lane's open messages will have been sent: at the rate of late, at the
/// enforced limit where nothing was sent of late. None: nobody knows, or the lane is stopped. Pure.
std::optional<double> drain_seconds(std::uint64_t open_count, const LaneView& view);

/// Messages of a row, of all priorities. Pure.
std::uint64_t open_count_of(const queue::ListLanes::Row& row);

/// The answer. `open_count` is of all lanes; a row without a view is shown without it. Pure.
std::string queue_json(const queue::ListLanes::Table& table, const LaneViews& views,
                       std::uint64_t open_count, WallTime now);

}  // namespace dispatcher
