#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/message/message.hpp"
#include "queue/spool.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/plants.hpp"

namespace simulation {

/// One message of a run's workload.
struct PlannedMessage {
  std::uint32_t number = 0;   ///< from 1; also in its id
  Duration submitted_at{};    ///< from the start of the run
  std::uint32_t service = 0;  ///< from 0
  std::uint32_t participant = 0;
  dispatcher::Priority priority{};
  Duration not_before{};   ///< from the start of the run; 0: at once
  Duration expires{};      ///< after `submitted_at`; 0: as the configuration says
  std::uint32_t text = 0;  ///< equal numbers of one participant are equal texts
  std::optional<dispatcher::OnAmbiguous> on_ambiguous{};
};

/// All that a run is made of: the same plan gives the same run.
struct Plan {
  std::uint64_t seed = 0;
  Plant plant = Plant::none;
  queue::Durability durability = queue::Durability::power;
  dispatcher::OnAmbiguous on_ambiguous = dispatcher::OnAmbiguous::reconcile;
  bool then_resend = false;
  bool operator_settles = false;  ///< what is held in the end is decided
  std::uint32_t connections_max = 4;
  std::uint32_t requests_per_second = 30;  ///< of the window, at both ends
  std::uint32_t in_flight_max = 0;         ///< of the account; 0: no cap
  std::uint32_t look_ahead_max = 8192;
  std::uint32_t due_ahead_max = 8192;
  std::uint32_t services_count = 1;
  Duration latency{};     ///< of the network, one way
  Duration processing{};  ///< of the provider, commonly
  Duration heals_at{};
  std::vector<PlannedMessage> messages;
  std::vector<Fault> faults;
};

/// \param seed  0 to 2^64-1
Plan make_plan(std::uint64_t seed, Plant plant);

/// "m7" of 7.
std::string message_id(std::uint32_t number);
/// Its service, session and participant are named after their numbers, which are at most 99.
dispatcher::Message message_of(const PlannedMessage& planned, queue::WallTime began_at);

}  // namespace simulation
