#include "bench/simulator/provider.hpp"

#include <algorithm>
#include <cassert>

#include "bench/simulator/form.hpp"
#include "bench/simulator/route.hpp"

namespace simulator {
namespace {

constexpr std::size_t services_max = 100'000;
constexpr std::size_t text_units_max = 1600;

bool is_form(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

/// So that reads and messages, which have the run's one seed, do not draw the same numbers.
constexpr std::uint64_t other_than_messages = 0x72656164'72656164;

std::uint64_t random_run() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

Provider::Provider(ProviderOptions options, Accounts accounts, Script script, Ledger* ledger,
                   ForeignRows foreign)
    : options_{std::move(options)},
      accounts_{std::move(accounts)},
      script_{std::move(script)},
      foreign_{std::move(foreign)},
      ledger_{ledger},
      random_{options_.seed},
      read_random_{options_.seed ^ other_than_messages},
      run_{random_run()},
      writer_{run_} {
  if (options_.reads.keep_rows) rows_.emplace(options_.reads.rows_max);
  assert(rows_ || foreign_.empty());
}

Plan Provider::handle(const Request& request, Origin origin, Now now, std::string& answer) {
  ++counters_.requests;
  Subject subject{.keep_alive = request.keep_alive};
  if (const auto refusal = check(request, subject)) return refuse(*refusal, subject, now, answer);
  return subject.route.state == RouteState::message_interactions
             ? handle_message(request, origin, subject, now, answer)
             : handle_read(request, subject, now, answer);
}

Plan Provider::handle_message(const Request& request, Origin origin, Subject& subject, Now now,
                              std::string& answer) {
  change_limits(now);
  auto refusal = check_message(request);
  if (!refusal) refusal = limit(subject, windows_, options_.window, now);
  if (refusal) return refuse(*refusal, subject, now, answer);

  subject.number = ++admitted_count_;
  subject.delay = options_.latency.sample(random_);
  if (ledger_ != nullptr || !script_.empty()) subject.body_sha256 = sha256_.hex_of(text_);
  const Fault* const fault = choose_fault(subject);
  subject.keep_alive &= fault == nullptr || fault->deed != Deed::last_answer;
  if (!foreign_.empty()) keep_foreign_rows(subject, now);
  if (fault == nullptr || fault->processes) process(subject, origin, fault, now);
  write_success(subject, now, answer);
  auto plan = plan_for(subject);
  if (fault != nullptr) spoil(*fault, subject, now, answer, plan);
  return plan;
}

Plan Provider::handle_malformed(ReadState state, Now now, std::string& answer) {
  ++counters_.malformed;
  int status = 400;
  if (state == ReadState::head_too_large) status = 431;
  if (state == ReadState::body_too_large) status = 413;
  return refuse({.status = status, .message = std::string{reason_phrase(status)}},
                {.keep_alive = false}, now, answer);
}

void Provider::finished(const Plan& plan, SteadyTime now) {
  if (plan.in_flight_of == nullptr) return;
  assert(plan.in_flight_of->in_flight_count > 0);
  const auto in_flight = std::chrono::duration_cast<std::chrono::microseconds>(now - plan.came_at);
  counters_.in_flight_us +=
      static_cast<std::uint64_t>(std::max<std::int64_t>(in_flight.count(), 0));
  --plan.in_flight_of->in_flight_count;
  --in_flight_count_;
}

std::optional<Provider::Refusal> Provider::check(const Request& request, Subject& subject) {
  const Refusal unauthorized{.status = 401, .code = 20003, .message = "Authenticate"};
  subject.account = accounts_.find(request.authorization);
  if (subject.account == nullptr) return unauthorized;
  subject.route = read_route(request.target);
  switch (subject.route.state) {
    case RouteState::unknown:
      return not_found(request);
    case RouteState::wrong_service:
      return Refusal{400, 80408, "Invalid Service Sid"};
    case RouteState::wrong_session:
      return Refusal{400, 80409, "Invalid Session Sid"};
    case RouteState::wrong_participant:
      return Refusal{400, 80405, "Invalid Participant Sid"};
    case RouteState::wrong_interaction:
      return Refusal{400, 80403, "Invalid Interaction Sid"};
    case RouteState::message_interactions:
    case RouteState::interactions:
    case RouteState::interaction:
      break;
  }
  if (!accounts_.may_use(*subject.account, subject.route.service_bits)) return unauthorized;
  return std::nullopt;
}

Provider::Refusal Provider::not_found(const Request& request) const {
  auto path = request.target;
  if (path.starts_with("/v1")) path.remove_prefix(3);
  const bool is_plain = path.find_first_of("\"\\") == std::string_view::npos;
  return {404, 20404,
          "The requested resource " + std::string{is_plain ? path : ""} + " was not found"};
}

std::optional<Provider::Refusal> Provider::check_message(const Request& request) {
  if (request.method != "POST") return Refusal{405, 20004, "Method not allowed"};
  if (!is_form(request.content_type)) return Refusal{415, 0, "Unsupported Media Type"};
  switch (read_body_parameter(request.body, text_)) {
    case FormState::missing:
      return Refusal{400, 80701, "'Body' is invalid. must not be empty"};
    case FormState::repeated:
      return Refusal{400, 80701, "'Body' is invalid. must not be repeated"};
    case FormState::malformed:
      return Refusal{400, 80701, "'Body' is invalid. must be UTF-8 text"};
    case FormState::found:
      break;
  }
  if (utf16_units(text_) > text_units_max) {
    return Refusal{400, 21617, "The concatenated message body exceeds the 1600 character limit"};
  }
  return std::nullopt;
}

void Provider::change_limits(Now now) {
  if (!first_post_at_) first_post_at_ = now.steady;
  for (; changes_made_ < options_.limit_changes.size(); ++changes_made_) {
    const auto& change = options_.limit_changes[changes_made_];
    if (now.steady < *first_post_at_ + change.after) return;
    if (change.requests_max) options_.window.requests_max = *change.requests_max;
    if (change.in_flight_max) options_.in_flight_max = *change.in_flight_max;
  }
}

/// Takes a slot of the account and room in the Service's window, or neither.
std::optional<Provider::Refusal> Provider::limit(Subject& subject, Windows& windows,
                                                 const WindowOptions& options, Now now) {
  const Refusal too_many{.status = 429, .code = 20429, .message = "Too Many Requests"};
  auto& account = *subject.account;
  if (options_.in_flight_max != 0 && account.in_flight_count >= options_.in_flight_max) {
    ++counters_.refused_in_flight;
    return too_many;
  }
  if (options.requests_max != 0) {
    auto window = windows.find(subject.route.service_bits);
    if (window == windows.end()) {
      if (windows.size() == services_max) return Refusal{404, 20404, "Too many Services"};
      window = windows.try_emplace(subject.route.service_bits).first;
    }
    if (!window->second.admit(now.steady, options)) {
      ++counters_.refused_window;
      return too_many;
    }
  }
  subject.came_at = now.steady;
  ++account.in_flight_count;
  counters_.in_flight_max = std::max<std::uint64_t>(counters_.in_flight_max, ++in_flight_count_);
  return std::nullopt;
}

Plan Provider::refuse(const Refusal& refusal, const Subject& subject, Now now,
                      std::string& answer) {
  ++counters_.answers_4xx;
  auto head = head_for(subject);
  head.status = refusal.status;
  head.content_type = "application/json";
  if (refusal.status == 429) {
    ++counters_.answers_429;
    head.retry_after = options_.retry_after;
  }
  writer_.write(answer, head, error_json(refusal.status, refusal.code, refusal.message), now.wall);
  return {.ending = subject.keep_alive ? Plan::Ending::keep_open : Plan::Ending::close};
}

/// The side effect: the message counts as sent.
void Provider::process(Subject& subject, Origin origin, const Fault* fault, Now now) {
  ++counters_.processed;
  subject.ki.assign("KI");
  append_hex(subject.ki, run_);
  append_hex(subject.ki, ++interactions_count_);
  subject.sm.assign("SM").append(subject.ki, 2);
  if (rows_) keep_row(subject, now);
  if (ledger_ == nullptr) return;
  int status = options_.success_status;
  if (fault != nullptr && fault->deed == Deed::answer) status = fault->status;
  if (fault != nullptr && (fault->deed == Deed::reset || fault->deed == Deed::fin)) status = 0;
  ledger_->append({.account = subject.account->name,
                   .service = subject.route.service,
                   .session = subject.route.session,
                   .participant = subject.route.participant,
                   .body_sha256 = subject.sha256_text(),
                   .ki = subject.ki,
                   .sm = subject.sm,
                   .connection = origin.connection,
                   .request = origin.request,
                   .status = status,
                   .fault = fault == nullptr ? std::string_view{} : fault->name},
                  now);
}

void Provider::write_success(const Subject& subject, Now now, std::string& answer) {
  auto head = head_for(subject);
  head.status = options_.success_status;
  writer_.write_success(answer, head,
                        {.account_sid = subject.account->sid,
                         .service = subject.route.service,
                         .session = subject.route.session,
                         .participant = subject.route.participant,
                         .ki = subject.ki,
                         .sm = subject.sm,
                         .text = text_,
                         .created = now.wall + options_.reads.row_clock},
                        now.wall);
}

Head Provider::head_for(const Subject& subject) const {
  return {.keep_alive = subject.keep_alive,
          .concurrent_requests = subject.account == nullptr ? 0 : subject.account->in_flight_count,
          .duration = subject.delay};
}

/// Of an answer as it should be, to a request that was let in.
Plan Provider::plan_for(const Subject& subject) const {
  return {.delay = subject.delay,
          .ending = subject.keep_alive ? Plan::Ending::keep_open : Plan::Ending::close,
          .in_flight_of = subject.account,
          .came_at = subject.came_at};
}

}  // namespace simulator
