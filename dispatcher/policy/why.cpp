#include "dispatcher/policy/why.hpp"

#include <utility>

namespace dispatcher {
namespace {

WaitCause cause_apart(const WaitFacts& facts) {
  if (facts.reason == WaitReason::reconciling) return WaitCause::reconciling;
  if (facts.reason == WaitReason::receipt_unknown) return WaitCause::receipt_unknown;
  if (facts.reason == WaitReason::same_text) return WaitCause::same_text;
  if (facts.in_doubt) return WaitCause::in_doubt;
  return facts.scheduled ? WaitCause::scheduled : WaitCause::backoff;
}

/// Where the message itself is, before its lane matters; nothing: it waits for its turn.
std::optional<Why> of_the_message(const WaitFacts& facts) {
  switch (facts.place) {
    case WaitFacts::Place::held:
      return Why{.cause = WaitCause::held, .detail = facts.held_reason};
    case WaitFacts::Place::armed:
      return Why{.cause = WaitCause::armed};
    case WaitFacts::Place::in_flight:
      return Why{.cause = WaitCause::in_flight};
    case WaitFacts::Place::apart:
      return Why{.cause = cause_apart(facts), .until = facts.due};
    case WaitFacts::Place::in_lane:
    case WaitFacts::Place::unread:
      return std::nullopt;
  }
  return std::nullopt;
}

/// What stops the whole lane, or more.
std::optional<Why> of_the_lane(const WaitFacts& facts) {
  if (facts.draining) return Why{.cause = WaitCause::draining};
  if (facts.out_of_space) return Why{.cause = WaitCause::out_of_space};
  if (!facts.has_account) return Why{.cause = WaitCause::no_account};
  if (!facts.operator_hold.empty()) {
    return Why{.cause = WaitCause::lane_held, .detail = facts.operator_hold};
  }
  if (!facts.refusal.empty()) {
    return Why{.cause = WaitCause::lane_refused, .until = facts.probe_at, .detail = facts.refusal};
  }
  if (facts.certificate_refused) {
    return Why{.cause = WaitCause::certificate_refused, .until = facts.connect_at};
  }
  if (!facts.reachable) return Why{.cause = WaitCause::unreachable, .until = facts.connect_at};
  if (facts.failing) {
    return Why{.cause = WaitCause::provider_failing, .until = facts.endpoint_probe_at};
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(WaitCause cause) {
  switch (cause) {
    case WaitCause::scheduled:
      return "scheduled";
    case WaitCause::backoff:
      return "backoff";
    case WaitCause::in_doubt:
      return "in_doubt";
    case WaitCause::held:
      return "held";
    case WaitCause::in_flight:
      return "in_flight";
    case WaitCause::armed:
      return "armed";
    case WaitCause::lane_held:
      return "lane_held";
    case WaitCause::lane_refused:
      return "lane_refused";
    case WaitCause::no_account:
      return "no_account";
    case WaitCause::certificate_refused:
      return "certificate_refused";
    case WaitCause::unreachable:
      return "unreachable";
    case WaitCause::provider_failing:
      return "provider_failing";
    case WaitCause::draining:
      return "draining";
    case WaitCause::out_of_space:
      return "out_of_space";
    case WaitCause::order:
      return "order";
    case WaitCause::paused:
      return "paused";
    case WaitCause::window:
      return "window";
    case WaitCause::account_cap:
      return "account_cap";
    case WaitCause::queued:
      return "queued";
    case WaitCause::next:
      return "next";
    case WaitCause::reconciling:
      return "reconciling";
    case WaitCause::receipt_unknown:
      return "receipt_unknown";
    case WaitCause::same_text:
      return "same_text";
  }
  return "";
}

bool stops_lane(WaitCause cause) {
  switch (cause) {
    case WaitCause::lane_held:
    case WaitCause::lane_refused:
    case WaitCause::no_account:
    case WaitCause::certificate_refused:
    case WaitCause::unreachable:
    case WaitCause::provider_failing:
    case WaitCause::draining:
    case WaitCause::out_of_space:
      return true;
    case WaitCause::scheduled:
    case WaitCause::backoff:
    case WaitCause::in_doubt:
    case WaitCause::reconciling:
    case WaitCause::receipt_unknown:
    case WaitCause::same_text:
    case WaitCause::held:
    case WaitCause::in_flight:
    case WaitCause::armed:
    case WaitCause::order:
    case WaitCause::paused:
    case WaitCause::window:
    case WaitCause::account_cap:
    case WaitCause::queued:
    case WaitCause::next:
      return false;
  }
  return false;
}

Why explain(const WaitFacts& facts) {
  if (auto why = of_the_message(facts)) return std::move(*why);
  if (auto why = of_the_lane(facts)) return std::move(*why);
  if (!facts.is_head) {
    return {.cause = WaitCause::order,
            .behind_id = facts.head_id,
            .behind_sequence = facts.head_sequence};
  }
  if (facts.paused_until) return {.cause = WaitCause::paused, .until = facts.paused_until};
  if (facts.place == WaitFacts::Place::unread) {
    return {.cause = WaitCause::queued, .ahead_count = facts.ahead_count};
  }
  if (facts.window_full) return {.cause = WaitCause::window, .until = facts.slot_at};
  if (facts.account_full) return {.cause = WaitCause::account_cap};
  if (facts.ahead_count > 0) {
    return {.cause = WaitCause::queued, .ahead_count = facts.ahead_count};
  }
  return {.cause = WaitCause::next};
}

}  // namespace dispatcher
