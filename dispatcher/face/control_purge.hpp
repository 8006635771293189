#pragma once

#include <string_view>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/control_target.hpp"
#include "dispatcher/retention_options.hpp"

namespace dispatcher {

/// Why nothing that ended within outcome_kept_least is forgotten.
inline constexpr std::string_view too_young_to_forget =
    "the outcomes of the last day are needed to tell what was sent";

/// POST /v1/purge?before=TIME&after=N&dry_run=true|false: forgets one page of what ended before
/// then, each with its id, history, receipt and dead letter: {"forgotten","dead","next"}, `dead` of
/// them dead letters, and `next` where the next page begins (0: there is none). A dry run changes
/// nothing: {"matched","dead","next"}.
void answer_purge(ControlContext& context, const ControlTarget& target,
                  const net::LocalRespond& respond);

}  // namespace dispatcher
