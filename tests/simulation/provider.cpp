#include "tests/simulation/provider.hpp"

#include <algorithm>
#include <utility>

namespace simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t about_duration = 11;
constexpr std::uint64_t about_visibility = 12;
constexpr milliseconds refusal_takes{5};

}  // namespace

void Provider::on_request(Request request, AnswerDoor answer) {
  if (request.is_post) request.number = ++posts_count_;
  Work work{std::move(request), std::move(answer), {}};
  Random random = draw(plan_.seed, about_duration, work.request.number);
  work.takes =
      plan_.processing / 2 +
      random.between(
          {}, milliseconds{1} + std::chrono::floor<std::chrono::microseconds>(plan_.processing));
  // In flight until it is answered, and no longer than it is worked on.
  ++in_flight_count_;
  const auto release = [this, counted = std::make_shared<bool>(true)] {
    if (std::exchange(*counted, false)) --in_flight_count_;
  };
  agenda_.after(processing_max, release);
  work.answer = [release, door = std::move(work.answer)](std::string bytes, After after) {
    release();
    return door(std::move(bytes), after);
  };
  if (work.request.is_post) return on_post(std::move(work));
  on_list(std::move(work));
}

void Provider::on_post(Work work) {
  std::size_t counted_count = 0;
  const bool too_many = plan_.in_flight_max != 0 && in_flight_count_ > plan_.in_flight_max;
  const bool full = !too_many && window_is_full(work.request, counted_count);  // else uncounted
  trace_.note("post", work.request.number, counted_count);
  watch_.on_post(work.request, counted_count);
  if (full || too_many) {
    work.takes = refusal_takes;
    return say(work, error(429, 20429));
  }
  if (meet_storm(work)) return;
  const Fault* fault = faults_.meet(FaultKind::processed_no_answer, FaultKind::closed_behind_answer,
                                    work.request.number);
  if (fault != nullptr) return meet(*fault, std::move(work));
  process_at(
      agenda_.now() + work.takes / 2, work.request, work.answer,
      [this](const Row& row) { return success(row); }, work.takes / 2, After::keep);
}

bool Provider::window_is_full(const Request& request, std::size_t& counted_count) {
  std::vector<TimePoint>& counted = counted_[request.service];
  std::erase_if(counted, [&](TimePoint at) { return at + window <= agenda_.now(); });
  counted_count = counted.size() + 1;
  std::size_t limit = plan_.requests_per_second * static_cast<std::size_t>(window.count());
  if (faults_.lasts(FaultKind::limit_lower)) limit = std::max<std::size_t>(limit / 2, 1);
  if (counted_count > limit) return true;  // and does not count
  counted.push_back(agenda_.now());
  return false;
}

bool Provider::meet_storm(const Work& work) {
  if (faults_.lasts(FaultKind::storm_404)) return say(work, error(404, 20404)), true;
  if (faults_.lasts(FaultKind::storm_400)) return say(work, error(400, 80701)), true;
  if (faults_.lasts(FaultKind::storm_401)) return say(work, error(401, 20003)), true;
  if (faults_.lasts(FaultKind::storm_5xx)) return say(work, error(503, 0)), true;
  return false;
}

void Provider::meet(const Fault& fault, Work work) {
  trace_.note(name_of(fault.kind), work.request.number);
  if (fault.kind <= FaultKind::processed_unavailable) return meet_processed(fault, work);
  switch (fault.kind) {
    case FaultKind::lost_no_answer:
      return;
    case FaultKind::lost_reset:
      return say(work, {}, After::reset);
    case FaultKind::lost_5xx:
      return say(work, error(fault.span > seconds{20} ? 500 : 502, 0));
    case FaultKind::lost_408:
      return say(work, error(408, 0));
    case FaultKind::informed_first:
      work.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", After::keep);
      return process_at(
          agenda_.now() + work.takes, work.request, work.answer,
          [this](const Row& row) { return success(row); }, {}, After::keep);
    case FaultKind::closed_behind_answer:
      return process_at(
          agenda_.now() + work.takes, work.request, work.answer,
          [this](const Row& row) { return success(row); }, {}, After::finish);
    default:
      return meet_refused(fault, work);
  }
}

void Provider::meet_processed(const Fault& fault, const Work& work) {
  Duration takes = work.takes;
  Duration answer_after{};
  After after = After::keep;
  std::function<std::string(const Row&)> answer = [this](const Row& row) { return success(row); };
  switch (fault.kind) {
    case FaultKind::processed_reset:
      answer = [](const Row&) { return std::string(); };
      after = After::reset;
      break;
    case FaultKind::processed_5xx:
      answer = [this](const Row&) { return error(500, 0); };
      break;
    case FaultKind::processed_late_answer:  // behind the client's patience
      answer_after = seconds{36} + fault.span;
      break;
    case FaultKind::processed_late:
      takes = std::min<Duration>(fault.span, processing_max);
      break;
    case FaultKind::processed_cut_head:
      answer = [this](const Row& row) { return success(row).substr(0, 30); };
      after = After::finish;
      break;
    case FaultKind::processed_cut_body:
      answer = [this](const Row& row) { return success(row).substr(0, success(row).size() - 20); };
      after = After::finish;
      break;
    case FaultKind::processed_no_json:
      answer = [this](const Row&) { return head(201, 5, "") + "thank"; };
      break;
    case FaultKind::processed_and_closed:
      after = After::finish;
      answer = [](const Row&) { return std::string(); };
      break;
    case FaultKind::processed_unavailable:
      answer = [this](const Row&) { return error(503, 20503); };
      break;
    default:  // processed_no_answer
      return process_at(agenda_.now() + takes, work.request, {}, {}, {}, After::keep);
  }
  process_at(agenda_.now() + takes, work.request, work.answer, answer, answer_after, after);
}

/// What is refused for its limit does not count.
void Provider::uncount(const Request& request) { counted_[request.service].pop_back(); }

void Provider::meet_refused(const Fault& fault, const Work& work) {
  const auto wait = std::chrono::floor<milliseconds>(fault.span);
  const std::string seconds_text =
      std::to_string(wait.count() / 1000) + "." + std::to_string(wait.count() % 1000 / 100);
  const milliseconds told{wait.count() / 100 * 100};
  const bool is_limit = fault.kind == FaultKind::refused_429 ||
                        fault.kind == FaultKind::refused_busy ||
                        fault.kind == FaultKind::refused_429_wait;
  if (is_limit) uncount(work.request);
  switch (fault.kind) {
    case FaultKind::refused_429:
      return say(work, error(429, 20429));
    case FaultKind::refused_429_wait:
      agenda_.after(work.takes, [this, work, told, seconds_text] {
        const std::string field = "Retry-After: " + seconds_text + "\r\n";
        const bool lost = plan_.plant == Plant::retry_after_lost;
        if (!work.answer(error(429, 20429, lost ? "" : field), After::keep)) return;
        watch_.on_told_to_wait(work.request.service, agenda_.now() + plan_.latency, told);
      });
      return;
    case FaultKind::refused_404:
      return say(work, error(404, 20404));
    case FaultKind::refused_400:
      return say(work, error(400, 80701));
    case FaultKind::refused_409:
      return say(work, error(409, 0));
    case FaultKind::refused_busy:
      return say(work, error(503, 20429));
    default:  // refused_403
      return say(work, error(403, 20403));
  }
}

void Provider::say(const Work& work, std::string bytes, After after) {
  agenda_.after(work.takes, [answer = work.answer, bytes = std::move(bytes), after]() mutable {
    answer(std::move(bytes), after);
  });
}

void Provider::process_at(TimePoint at, const Request& request, const AnswerDoor& answer,
                          const std::function<std::string(const Row&)>& answer_of,
                          Duration answer_after, After after) {
  agenda_.at(at, [this, request, answer, answer_of, answer_after, after] {
    const Row row = make_row(request);
    ledger_.push_back(row);
    trace_.note("row", request.number, ledger_.size());
    watch_.on_row(row);
    if (!answer) return;
    agenda_.after(answer_after, [answer, bytes = answer_of(row), after]() mutable {
      answer(std::move(bytes), after);
    });
  });
}

Row Provider::make_row(const Request& request) {
  std::string digits = std::to_string(ledger_.size() + 1);
  digits.insert(0, 32 - digits.size(), '0');
  Random random = draw(plan_.seed, about_visibility, request.number);
  const bool late = random.chance(40);
  const Duration hidden = late ? random.between({}, visibility_max) : std::chrono::microseconds{};
  return {"KI" + digits, request.service, request.session,        request.participant,
          request.text,  agenda_.now(),   agenda_.now() + hidden, request.number};
}

void Provider::on_list(Work work) {
  trace_.note("list", work.request.page);
  if (faults_.lasts(FaultKind::lists_fail)) return say(work, error(503, 0));
  // As it stands when it is answered.
  agenda_.after(work.takes, [this, work] { work.answer(listing(work.request), After::keep); });
}

}  // namespace simulation
