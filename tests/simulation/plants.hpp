#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace simulation {

/// A mistake that is planted at a seam, so that it is seen whether the checkers find such.
enum class Plant : std::uint8_t {
  none,
  // Of the spool.
  forgotten_sync,
  requeued_intent,
  armed_before_sync,
  lost_due,
  due_overtakes,
  due_overtaken,
  delivered_twice,
  forgotten_hold,
  forgotten_blocks,
  lost_outcome,
  forgotten_receipts,
  growth_untold,
  pass_lost,
  reads_short,
  cancel_forgotten,
  // Of the shard, as its records show it.
  hold_becomes_revoke,
  ambiguous_becomes_sent,
  outcome_before_answer,
  record_dropped,
  doubt_becomes_defer_now,
  settled_twice,
  budget_ignored,
  receipt_of_another,
  rejected_becomes_sent,
  revoke_dropped,
  // Of the options.
  wrong_window,
  window_forgotten_at_start,
  short_resend,
  short_last_look,
  unavailable_not_processed,
  no_order,
  // Of runtime and network.
  lost_wake_up,
  lost_readiness,
  request_twice,
  retry_after_lost,
  count
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(Plant::count)> plant_names{
    "none",
    "forgotten_sync",
    "requeued_intent",
    "armed_before_sync",
    "lost_due",
    "due_overtakes",
    "due_overtaken",
    "delivered_twice",
    "forgotten_hold",
    "forgotten_blocks",
    "lost_outcome",
    "forgotten_receipts",
    "growth_untold",
    "pass_lost",
    "reads_short",
    "cancel_forgotten",
    "hold_becomes_revoke",
    "ambiguous_becomes_sent",
    "outcome_before_answer",
    "record_dropped",
    "doubt_becomes_defer_now",
    "settled_twice",
    "budget_ignored",
    "receipt_of_another",
    "rejected_becomes_sent",
    "revoke_dropped",
    "wrong_window",
    "window_forgotten_at_start",
    "short_resend",
    "short_last_look",
    "unavailable_not_processed",
    "no_order",
    "lost_wake_up",
    "lost_readiness",
    "request_twice",
    "retry_after_lost"};

constexpr std::string_view name_of(Plant plant) {
  return plant_names[static_cast<std::size_t>(plant)];
}
constexpr std::optional<Plant> plant_named(std::string_view name) {
  for (std::size_t i = 0; i < plant_names.size(); ++i) {
    if (plant_names[i] == name) return static_cast<Plant>(i);
  }
  return std::nullopt;
}

}  // namespace simulation
