#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/message/message.hpp"
#include "dispatcher/message/progress.hpp"

namespace dispatcher {

/// Why a message is not sent yet: the first thing that it waits for.
enum class WaitCause : std::uint8_t {
  scheduled = 1,        ///< for its `not_before`
  backoff,              ///< the provider wants it later
  in_doubt,             ///< it may have been sent; sent again at `until`
  reconciling,          ///< it may have been sent; the provider's list is looked at at `until`
  receipt_unknown,      ///< it was sent; its SID is looked up at `until`
  same_text,            ///< an equal text to its participant is on its way or in doubt
  held,                 ///< for an operator: this message alone
  in_flight,            ///< for the provider's answer
  armed,                ///< for nothing but a turn: its intent stands
  lane_held,            ///< for an operator: its whole lane
  lane_refused,         ///< the provider refuses the lane; one message probes at `until`
  no_account,           ///< no account of the configuration has its Service
  certificate_refused,  ///< the provider's certificate; a handshake probes at `until`
  unreachable,          ///< no connection comes about; tried again at `until`
  provider_failing,     ///< requests fail again and again; one probes at `until`
  draining,             ///< the daemon is about to end
  out_of_space,         ///< the disk of the spool is full
  order,                ///< behind `behind_id` of the same participant
  paused,               ///< the provider asked the lane to be slower, or a restart: until `until`
  window,               ///< all slots of the Service's window are taken: until `until`
  account_cap,          ///< the account's requests in flight
  queued,               ///< `ahead_count` messages of the lane, or more, go before it
  next,                 ///< nothing: it goes next
};

/// "lane_held" and so on: what JSON shows.
std::string_view name_of(WaitCause cause);

/// Nothing of the lane is sent as long as it is so.
bool stops_lane(WaitCause cause);

struct Why {
  WaitCause cause = WaitCause::next;
  std::optional<WallTime> until{};  ///< none: it does not depend on time alone
  std::string behind_id{};          ///< with `order`; empty: not in memory, `behind_sequence` tells
  std::uint64_t behind_sequence = 0;
  std::uint64_t ahead_count = 0;  ///< with `queued`
  std::string detail{};           ///< a hold's reason, a refusal's status and code
};

/// Everything about a message and its lane that can make it wait, as the shard sees it now.
struct WaitFacts {
  enum class Place : std::uint8_t {
    in_lane = 1,  ///< read, and waiting for its turn
    unread,       ///< in the spool, behind what was read ahead
    apart,        ///< in the due index
    held,
    armed,
    in_flight,
  };
  Place place = Place::unread;
  std::optional<WallTime> due{};       ///< apart
  bool scheduled = false;              ///< apart: never tried
  bool in_doubt = false;               ///< apart or held
  std::optional<WaitReason> reason{};  ///< apart
  std::string held_reason{};
  bool has_account = true;
  std::string operator_hold{};  ///< of the lane; empty: none
  std::string refusal{};        ///< of the lane; empty: none
  std::optional<WallTime> probe_at{};
  bool certificate_refused = false;
  bool reachable = true;
  std::optional<WallTime> connect_at{};
  bool failing = false;                         ///< its endpoint, and only probes leave
  std::optional<WallTime> endpoint_probe_at{};  ///< with failing
  bool draining = false;
  bool out_of_space = false;
  bool is_head = true;  ///< of its participant's chain
  std::string head_id{};
  std::uint64_t head_sequence = 0;
  std::optional<WallTime> paused_until{};
  bool window_full = false;           ///< no slot for its priority now
  std::optional<WallTime> slot_at{};  ///< with window_full; none: when an answer comes
  bool account_full = false;
  std::uint64_t ahead_count = 0;
};

/// What stands in the way first, in the order in which the road would meet it.
Why explain(const WaitFacts& facts);

}  // namespace dispatcher
