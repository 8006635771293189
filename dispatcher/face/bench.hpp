#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string_view>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_world.hpp"
#include "dispatcher/message/sid.hpp"

namespace dispatcher {

inline constexpr std::uint64_t bench_messages_max = 100'000;

struct BenchParticipant {
  SessionSid session;
  ParticipantSid participant;
};
/// Reads KC../KP... Nothing: it is none.
std::optional<BenchParticipant> bench_participant_of(std::string_view text);

/// Hands messages to the running daemon at a given rate, waits until they have ended, and tells how
/// long each took from when it was due. Says first what that is, what bounds it and what it costs;
/// if it goes anywhere but to this machine, the number of messages has to be typed (`answers`), or
/// nothing is sent. exit_usage when it was not, exit_no_input when no account sends for the
/// Service, exit_not_all when not all were sent, or a stop or two minutes without news came first.
ExitCode run_bench(const BenchCommand& command, Console& console, std::istream& answers,
                   const CommandWorld& world);

/// With the clock and the standard input of this machine, until SIGINT or SIGTERM.
ExitCode run_bench(const BenchCommand& command, Console& console);

}  // namespace dispatcher
