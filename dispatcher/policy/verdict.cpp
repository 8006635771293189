#include "dispatcher/policy/verdict.hpp"

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
    case 421:
    case 425:
      return not_processed_later;
    case 429:
      return lane_slower;
    default:
      return rejected;  // 400, 413, 422 and any other
  }
}

/// What a known code makes of a 4xx other than 404 and 429.
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

bool is_always_ambiguous(std::uint32_t code) {
  return code == code_storage || code == code_downstream || code == code_internal;
}

Verdict of_4xx(const Evidence& evidence) {
  if (!evidence.code) return by_status_4xx(evidence);
  // Row 17 is about a 503; with another status the code still promises nothing.
  if (*evidence.code == code_unavailable) return ambiguous;
  const auto meaning = class_of(*evidence.code);
  if (!meaning) return by_status_4xx(evidence);
  // 408 says that the request may have been on its way: no code makes that certain.
  if (evidence.status == 408 && *meaning != CodeClass::ambiguous) return ambiguous;
  // A 404 whose code only repeats it is looked at again all the same.
  if (evidence.status == 404 && *meaning == CodeClass::permanent_message) {
    return not_found(evidence);
  }
  // 429 was never processed whatever the code; the code may say more about who waits.
  if (evidence.status == 429 && *meaning != CodeClass::slow) return lane_slower;
  return by_code_4xx(*meaning, *evidence.code);
}

Verdict of_5xx(const Evidence& evidence, VerdictOptions options) {
  const auto code = evidence.code.value_or(0);
  // On a 5xx a code may only make the verdict more careful, or be the one of a 429.
  if (code == code_too_many_requests) return lane_slower;
  if (evidence.status == 503 && code == code_unavailable && options.unavailable_is_not_processed) {
    return not_processed_later;
  }
  if (evidence.status == 501 || evidence.status == 505) {
    const auto meaning = class_of(code);
    return meaning == CodeClass::ambiguous || code == code_unavailable ? ambiguous : lane_refused;
  }
  return ambiguous;
}

/// Nothing of the request, or not all of it, was handed over.
Verdict before_hand_over(Stage stage) {
  if (stage == Stage::certificate) return lane_refused;
  return {VerdictKind::not_processed};
}

}  // namespace

Verdict classify(const Evidence& evidence, VerdictOptions options) {
  if (!evidence.head_complete) {
    const bool handed_over =
        evidence.stage == Stage::response || evidence.stage == Stage::process_died;
    return handed_over ? ambiguous : before_hand_over(evidence.stage);
  }
  const int status = evidence.status;
  if (status >= 200 && status <= 299) {
    return {VerdictKind::sent, Wait::none, evidence.receipt_known};
  }
  if (evidence.code && is_always_ambiguous(*evidence.code)) return ambiguous;
  if (status >= 300 && status <= 399) return lane_refused;
  if (status >= 400 && status <= 499) return of_4xx(evidence);
  if (status >= 500 && status <= 599) return of_5xx(evidence, options);
  return ambiguous;  // 101, below 100, above 599: not HTTP as we know it
}

}  // namespace dispatcher
