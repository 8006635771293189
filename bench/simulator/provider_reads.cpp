// What was sent, read again: the list of a Session's interactions, and one of them.

#include "bench/simulator/interaction_json.hpp"
#include "bench/simulator/provider.hpp"

namespace simulator {
namespace {

/// An inbound row is from somebody in the same Session who is not its recipient.
SidBits other_than(const SidBits& participant) { return {~participant.high, ~participant.low}; }

std::string sid(std::string_view prefix, const SidBits& bits) {
  std::string text;
  append_sid(text, prefix, bits);
  return text;
}

}  // namespace

Plan Provider::handle_read(const Request& request, Subject& subject, Now now, std::string& answer) {
  const bool is_list = subject.route.state == RouteState::interactions;
  PageQuery query;
  auto refusal = check_read(request, subject, query, now);
  if (!refusal) {
    refusal = limit(subject, is_list ? list_windows_ : fetch_windows_, options_.reads.window, now);
  }
  if (refusal) return refuse(*refusal, subject, now, answer);

  subject.delay = options_.latency.sample(read_random_);
  const Fault* const fault = draw_fault(options_.reads.fault_chances, read_random_);
  subject.keep_alive &= fault == nullptr || fault->deed != Deed::last_answer;
  read_body_.clear();
  if (is_list) {
    append_list(request, subject, query, now);
  } else {
    const auto number = subject.route.interaction_bits.low;
    append_row(subject, {number, rows_->find(subject.session_key(), number, now.steady)});
  }
  auto head = head_for(subject);
  head.status = 200;
  head.content_type = "application/json";
  writer_.write(answer, head, read_body_, now.wall);
  auto plan = plan_for(subject);
  if (fault == nullptr) {
    ++(is_list ? counters_.lists : counters_.fetches);
  } else {
    ++counters_.faults["list-" + fault->name];
    spoil(*fault, subject, now, answer, plan);
  }
  return plan;
}

std::optional<Provider::Refusal> Provider::check_read(const Request& request,
                                                      const Subject& subject, PageQuery& query,
                                                      Now now) const {
  if (request.method != "GET") return Refusal{405, 20004, "Method not allowed"};
  if (!rows_) return Refusal{404, 20404, "Nothing is kept without --keep-rows"};
  if (subject.route.state == RouteState::interaction) {
    const auto& ki = subject.route.interaction_bits;
    const bool is_there =
        ki.high == run_ && rows_->find(subject.session_key(), ki.low, now.steady) != nullptr;
    return is_there ? std::nullopt : std::optional{not_found(request)};
  }
  switch (read_page_query(subject.route.query, query)) {
    case PageQueryState::size_too_large:
      return Refusal{400, 20007, "Page size must be less than or equal to 1000"};
    case PageQueryState::malformed:
      return Refusal{400, 20001, "A page parameter is invalid"};
    case PageQueryState::good:
      break;
  }
  if (query.page != 0 && query.after.high != run_) {
    return Refusal{400, 20001, "The page token is of another run"};
  }
  return std::nullopt;
}

void Provider::append_list(const Request& request, const Subject& subject, const PageQuery& query,
                           Now now) {
  const auto page =
      rows_->page(subject.session_key(), query.after.low, query.size_rows, now.steady);
  auto& out = read_body_;
  out.append("{\n  \"interactions\": [");
  for (const auto& numbered : page.rows) {
    if (numbered.row != page.rows.front().row) out.push_back(',');
    append_row(subject, numbered);
  }
  counters_.rows_listed += page.rows.size();
  out.append("],\n  ");
  const auto base = "https://" + std::string{request.host} +
                    std::string{request.target.substr(0, request.target.find('?'))};
  std::optional<SidBits> last;
  if (page.has_more) last = SidBits{run_, page.rows.back().number};
  append_page_meta(out, base, query, last);
  out.append("\n}");
}

void Provider::append_row(const Subject& subject, InteractionRows::Numbered numbered) {
  const auto& row = *numbered.row;
  const auto participant = sid("KP", row.participant);
  const SidBits own{run_, numbered.number};
  const auto ki = sid("KI", own);
  const auto sm = sid(row.is_voice ? "CA" : "SM", own);
  const auto inbound = row.is_inbound ? sid("KP", other_than(row.participant)) : std::string{};
  append_listed(read_body_,
                {.account_sid = subject.account->sid,
                 .service = subject.route.service,
                 .session = subject.route.session,
                 .participant = participant,
                 .ki = ki,
                 .sm = sm,
                 .text = row.content},
                {.is_data = row.is_data, .is_voice = row.is_voice, .inbound_participant = inbound},
                row_clock_text_.seconds(row.created));
}

void Provider::keep_row(const Subject& subject, Now now) {
  auto row = row_for(subject, {}, now);
  row.content = text_;
  rows_->append(interactions_count_, std::move(row));
}

void Provider::keep_foreign_rows(const Subject& subject, Now now) {
  for (const auto* const foreign : foreign_.strike(subject.route.participant_bits)) {
    auto row = row_for(subject, foreign->offset, now);
    row.is_data = !foreign->data.empty();
    row.content = row.is_data ? foreign->data : foreign->body.empty() ? text_ : foreign->body;
    row.is_voice = foreign->is_voice;
    row.is_inbound = foreign->is_inbound;
    rows_->append(++interactions_count_, std::move(row));
    ++counters_.foreign_rows;
  }
}

/// A row of the message's Session and participant that has yet to be filled.
InteractionRow Provider::row_for(const Subject& subject, std::chrono::microseconds offset,
                                 Now now) {
  const double share = std::uniform_real_distribution<double>{0.0, 1.0}(read_random_);
  return {.of = subject.session_key(),
          .participant = subject.route.participant_bits,
          .created = now.wall + offset + options_.reads.row_clock,
          .visible_at = now.steady + offset + options_.reads.visible_after.at(share)};
}

}  // namespace simulator
