#include "dispatcher/policy/verdict.hpp"

#include <optional>

#include "dispatcher/policy/code_table.hpp"

namespace dispatcher {

namespace {

constexpr Verdict ambiguous{VerdictKind::ambiguous};
constexpr Verdict rejected{VerdictKind::rejected};
constexpr Verdict lane_refused{VerdictKind::refused, Wait::lane_probe};
constexpr Verdict not_processed_later{VerdictKind::not_processed, Wait::message_charged};
constexpr Verdict lane_slower{VerdictKind::not_processed, Wait::lane_slower};

Verdict not_found(const Evidence& evidence) {
  // A known 80xxx says what is missing; a bare 404, or 20404, was seen to be wrong at times.
  const bool explained = evidence.code && is_proxy_code(*evidence.code) && class_of(*evidence.code);
  if (explained || evidence.not_found_rechecks >= not_found_rechecks_max) return rejected;
  return {VerdictKind::not_processed, Wait::not_found};
}

Verdict by_status_4xx(const Evidence& evidence) {
  switch (evidence.status) {
    case 404:
      return not_found(evidence);
    case 401:
    case 402:
    case 403:
    case 405:
    case 406:
    case 407:
    case 410:
    case 411:
    case 415:
    case 426:
      return lane_refused;
    case 408:
      return ambiguous;
    case 409:
      return not_processed_later;
    case 421:  // The wrong connection, a replay that was not risked: nothing is held against the
    case 425:  // message, so its lane waits.
    case 429:
      return lane_slower;
    default:
      return rejected;  // 400, 413, 422 and any other
  }
}

/// What a known code makes of a 4xx.
Verdict by_code_4xx(CodeClass meaning, std::uint32_t code) {
  switch (meaning) {
    case CodeClass::retry_later:
      return not_processed_later;
    case CodeClass::slow:
      if (code == code_pair_limit) return {VerdictKind::not_processed, Wait::participant};
      if (code == code_daily_cap) return {VerdictKind::not_processed, Wait::lane_next_day};
      return lane_slower;
    case CodeClass::permanent_message:
      return rejected;
    case CodeClass::permanent_account:
      return lane_refused;
    case CodeClass::ambiguous:
      return ambiguous;
  }
  return ambiguous;
}

std::optional<CodeClass> meaning_of(const Evidence& evidence) {
  return evidence.code ? class_of(*evidence.code) : std::nullopt;
}

Verdict of_4xx(const Evidence& evidence) {
  const auto meaning = meaning_of(evidence);
  if (!meaning) return by_status_4xx(evidence);
  // A 404 whose code only repeats it is looked at again all the same.
  if (evidence.status == 404 && *meaning == CodeClass::permanent_message) {
    return not_found(evidence);
  }
  // A 429 costs no attempt. A full queue is the sender number's own, and says nothing of the lane.
  if (evidence.status == 429 && *meaning == CodeClass::retry_later &&
      *evidence.code != code_queue_full) {
    return lane_slower;
  }
  return by_code_4xx(*meaning, *evidence.code);
}

Verdict of_5xx(const Evidence& evidence, VerdictOptions options) {
  // On a 5xx a code may only make the verdict more careful, or be the one of a 429.
  if (evidence.code == code_too_many_requests) return lane_slower;
  if (evidence.status == 503 && evidence.code == code_unavailable &&
      options.unavailable_is_not_processed) {
    return not_processed_later;
  }
  if (evidence.status == 501 || evidence.status == 505) {
    return meaning_of(evidence) == CodeClass::ambiguous ? ambiguous : lane_refused;
  }
  return ambiguous;
}

Verdict of_answer(const Evidence& evidence, VerdictOptions options) {
  const int status = evidence.status;
  if (status >= 200 && status <= 299) {
    return {VerdictKind::sent, Wait::none, evidence.receipt_known};
  }
  if (status >= 300 && status <= 399) {
    // A redirect comes from somebody before the API: no code of it can promise anything.
    return meaning_of(evidence) == CodeClass::ambiguous ? ambiguous : lane_refused;
  }
  if (status >= 400 && status <= 499) return of_4xx(evidence);
  if (status >= 500 && status <= 599) return of_5xx(evidence, options);
  return ambiguous;  // 101, below 100, above 599: not HTTP as we know it
}

/// Nothing of the request, or not all of it, was handed over.
Verdict before_hand_over(Phase phase) {
  if (phase == Phase::certificate) return lane_refused;
  return {VerdictKind::not_processed};
}

/// Only what comes after the first byte of a request can be its answer; of a process that died
/// nothing was observed.
bool can_be_answered(Phase phase) {
  return phase == Phase::write || phase == Phase::response || phase == Phase::shutdown;
}

}  // namespace

Verdict classify(const Evidence& evidence, VerdictOptions options) {
  if (!evidence.head_complete || !can_be_answered(evidence.phase)) {
    // Whatever follows a whole hand-over without an answer; a dead process may have come that far.
    const bool handed_over = evidence.phase >= Phase::response;
    return handed_over ? ambiguous : before_hand_over(evidence.phase);
  }
  const Verdict verdict = of_answer(evidence, options);
  // A request that is not whole cannot have been processed: that answers what the answer left open.
  if (evidence.phase == Phase::write && verdict.kind == VerdictKind::ambiguous) {
    return before_hand_over(evidence.phase);
  }
  return verdict;
}

std::string_view name_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::sent:
      return "sent";
    case VerdictKind::not_processed:
      return "not_processed";
    case VerdictKind::ambiguous:
      return "ambiguous";
    case VerdictKind::rejected:
      return "rejected";
    case VerdictKind::refused:
      return "refused";
  }
  return "";
}

}  // namespace dispatcher
