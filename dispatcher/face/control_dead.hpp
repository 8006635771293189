#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/control_target.hpp"
#include "dispatcher/message/outcome.hpp"

/// Dead letters on the control socket, page by page: `after` says where the page begins, `next`
/// where the one behind it does (0: there is none), and a filter (DeadFilter) which of the page are
/// meant. `unreadable` counts those whose record this version cannot read; they are never changed.
namespace dispatcher {

/// Dead letters looked at for one request.
inline constexpr std::uint32_t dead_page_count_max = 1000;

/// GET /v1/dead?after=N&FILTER: {"dead":[{"sequence","id",..,"text"},..],"unreadable","next"}
void answer_dead_list(ControlContext& context, const ControlTarget& target,
                      const net::LocalRespond& respond);

/// GET /v1/dead/count?after=N&FILTER: {"matched","kinds":[{"count","outcome",..}],"unreadable",
/// "next"}
void answer_dead_count(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond);

/// POST /v1/dead/retry?after=N&FILTER&pace=5/s&due=TIME: opens them anew, the first due then (left
/// out: now), the others at that pace. {"matched","retried","unreadable","next","next_due"}
void answer_dead_retry(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond);

/// POST /v1/dead/purge?after=N&FILTER: forgets their messages. {"matched","purged","unreadable",
/// "next"}
void answer_dead_purge(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond);

/// The dead letters of one page that are meant.
struct DeadPage {
  struct Letter {
    queue::ListDead::Row row;
    Outcome outcome;
  };
  std::vector<Letter> letters;
  std::uint64_t unreadable_count = 0;
  std::uint64_t next = 0;
};

/// One JSON object each, without its body. Pure.
std::string dead_list_json(const DeadPage& page);
std::string dead_count_json(const DeadPage& page);

}  // namespace dispatcher
