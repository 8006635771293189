#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/simulation/agenda.hpp"

namespace simulation {

/// What goes wrong, or is done by others. Its trigger says what `Fault::nth` or `Fault::at` count.
enum class FaultKind : std::uint8_t {
  // At the nth request that reaches the provider.
  processed_no_answer,
  processed_reset,
  processed_5xx,
  processed_late_answer,
  processed_late,
  processed_cut_head,
  processed_cut_body,
  processed_no_json,
  processed_and_closed,
  processed_unavailable,
  lost_no_answer,
  lost_reset,
  lost_5xx,
  lost_408,
  refused_429,
  refused_429_wait,
  refused_404,
  refused_400,
  refused_409,
  refused_busy,
  refused_403,
  informed_first,
  closed_behind_answer,
  // At the nth piece of bytes to the provider, or from it.
  up_split,
  up_slow,
  up_cut,
  up_lost,
  up_reset_behind,
  up_no_room,
  down_split,
  down_slow,
  down_cut,
  down_reset,
  // At the nth connect, or lookup.
  connect_refused,
  connect_silent,
  handshake_cut,
  lookup_failed,
  // From `at`, for `span`.
  outage,
  storm_404,
  storm_400,
  storm_401,
  storm_5xx,
  lists_fail,
  limit_lower,
  slow_disk,
  // At `at`.
  crash_process,
  crash_machine,
  crash_at_record,  // the nth
  crash_at_write,   // of the nth piece of bytes to the provider; the machine, if that may be
  wall_step,        // by `span`
  operator_cancels,
  operator_holds_message,
  operator_holds_lane,
  reload_takes_services,  // from the account, and gives them back
  reload_takes_account,   // likewise
  daemon_drains,
  count
};
inline constexpr auto fault_kinds_count = static_cast<std::size_t>(FaultKind::count);

inline constexpr std::array<std::string_view, fault_kinds_count> fault_names{
    "processed_no_answer",
    "processed_reset",
    "processed_5xx",
    "processed_late_answer",
    "processed_late",
    "processed_cut_head",
    "processed_cut_body",
    "processed_no_json",
    "processed_and_closed",
    "processed_unavailable",
    "lost_no_answer",
    "lost_reset",
    "lost_5xx",
    "lost_408",
    "refused_429",
    "refused_429_wait",
    "refused_404",
    "refused_400",
    "refused_409",
    "refused_busy",
    "refused_403",
    "informed_first",
    "closed_behind_answer",
    "up_split",
    "up_slow",
    "up_cut",
    "up_lost",
    "up_reset_behind",
    "up_no_room",
    "down_split",
    "down_slow",
    "down_cut",
    "down_reset",
    "connect_refused",
    "connect_silent",
    "handshake_cut",
    "lookup_failed",
    "outage",
    "storm_404",
    "storm_400",
    "storm_401",
    "storm_5xx",
    "lists_fail",
    "limit_lower",
    "slow_disk",
    "crash_process",
    "crash_machine",
    "crash_at_record",
    "crash_at_write",
    "wall_step",
    "operator_cancels",
    "operator_holds_message",
    "operator_holds_lane",
    "reload_takes_services",
    "reload_takes_account",
    "daemon_drains"};

constexpr std::string_view name_of(FaultKind kind) {
  return fault_names[static_cast<std::size_t>(kind)];
}

struct Fault {
  FaultKind kind{};
  std::uint32_t nth = 0;
  Duration at{};
  Duration span{};
};

using FaultCounts = std::array<std::uint64_t, fault_kinds_count>;

/// The faults of a run, and which of them came about.
class Faults {
 public:
  Faults(std::vector<Fault> all, const Agenda& agenda) : all_(std::move(all)), agenda_(agenda) {}

  /// The fault that the nth of something meets: of the kinds from `first` to `last`. Null: none.
  const Fault* meet(FaultKind first, FaultKind last, std::uint32_t nth) {
    if (healed_) return nullptr;
    for (const Fault& fault : all_) {
      if (fault.kind < first || fault.kind > last || fault.nth != nth) continue;
      fired(fault.kind);
      return &fault;
    }
    return nullptr;
  }
  /// It lasts at present.
  bool lasts(FaultKind kind) {
    if (healed_) return false;
    for (const Fault& fault : all_) {
      const Duration now = agenda_.elapsed();
      if (fault.kind != kind || now < fault.at || now >= fault.at + fault.span) continue;
      fired(kind);
      return true;
    }
    return false;
  }
  void fired(FaultKind kind) { ++counts_[static_cast<std::size_t>(kind)]; }
  std::uint64_t count(FaultKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  const FaultCounts& counts() const { return counts_; }
  const std::vector<Fault>& all() const { return all_; }

  /// From now on nothing goes wrong.
  void heal() { healed_ = true; }
  bool healed() const { return healed_; }

 private:
  std::vector<Fault> all_;
  const Agenda& agenda_;
  FaultCounts counts_{};
  bool healed_ = false;
};

}  // namespace simulation
