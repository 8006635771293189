#include "dispatcher/reconciler.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "dispatcher/answer_fields.hpp"
#include "dispatcher/policy/retry_policy.hpp"

namespace dispatcher {
namespace {

/// Listings looked at in one turn for what may go: the rest waits for the next.
constexpr std::size_t listings_per_turn_max = 64;
/// A listing that found no connection or permit asks again this much later, at the latest.
constexpr std::chrono::milliseconds ask_again{20};
/// Without a word from the provider a refused read waits this long.
constexpr std::chrono::milliseconds read_pause{1'000};

bool is_success(const net::Exchange& exchange) {
  return exchange.head_complete && exchange.body_complete && exchange.status >= 200 &&
         exchange.status <= 299;
}

}  // namespace

Reconciler::Reconciler(net::Runtime& runtime, ReconcilerOwner& owner)
    : runtime_(runtime), owner_(owner), wake_(runtime.timers(), [this] { owner_.turn_soon(); }) {}

void Reconciler::add(Inquiry inquiry) {
  const SessionKey session{inquiry.lane->number, inquiry.message.session.binary()};
  const auto [known, is_new] = joinable_.try_emplace(session, last_id_ + 1);
  const ListingId id = known->second;
  if (is_new) {
    ++last_id_;
    Listing& listing = listings_[id];
    listing.session = session;
    listing.lane = inquiry.lane;
    listing.target = list_target(inquiry.message.service, inquiry.message.session);
    wait_for_turn(id);
  }
  assert(!place_of_.contains(inquiry.stored.key.sequence));
  place_of_.emplace(inquiry.stored.key.sequence, id);
  listings_.at(id).inquiries.push_back(std::move(inquiry));
}

/// A listing that nobody wants any more goes on to its next page, and ends there.
std::optional<Inquiry> Reconciler::withdraw(queue::Sequence sequence) {
  const auto place = place_of_.extract(sequence);
  if (place.empty()) return std::nullopt;
  auto& inquiries = listings_.at(place.mapped()).inquiries;
  const auto at = std::ranges::find(
      inquiries, sequence, [](const Inquiry& inquiry) { return inquiry.stored.key.sequence; });
  Inquiry inquiry = std::move(*at);
  inquiries.erase(at);
  return inquiry;
}

void Reconciler::wait_for_turn(ListingId id) {
  waiting_.push_back(id);
  owner_.turn_soon();
}

void Reconciler::step(TimePoint now) {
  const std::size_t count = std::min(waiting_.size(), listings_per_turn_max);
  for (std::size_t i = 0; i < count; ++i) {
    const ListingId id = waiting_.front();
    waiting_.pop_front();
    Listing& listing = listings_.at(id);
    if (listing.inquiries.empty()) {
      take(id);
    } else if (!try_post(id, listing, now)) {
      waiting_.push_back(id);
    }
  }
  if (!waiting_.empty()) wake_.arm_at(now + ask_again);
}

/// False: it waits on for a connection, a permit or a slot.
bool Reconciler::try_post(ListingId id, Listing& listing, TimePoint now) {
  ServiceLane& lane = *listing.lane;
  if (lane.outlet == nullptr) {
    fail(id, 0);
    return true;
  }
  if (lane.reads.next_possible(Priority::urgent, now) > now) return false;
  if (!lane.outlet->post_read(id, listing.target)) return false;
  lane.reads.take(Priority::urgent, now);
  if (!std::exchange(listing.begun, true)) {  // what comes due from now on was not there to see
    joinable_.erase(listing.session);
  }
  return true;
}

void Reconciler::read_ended(std::uint32_t read, const net::Exchange& exchange) {
  Listing& listing = listings_.at(read);
  if (exchange.head_complete || exchange.phase == net::Phase::response) {
    listing.lane->reads.arrived(exchange.ended);
  } else {
    listing.lane->reads.give_back();
  }
  if (listing.inquiries.empty()) {
    take(read);
  } else if (exchange.phase == net::Phase::reuse) {
    wait_for_turn(read);
  } else if (exchange.head_complete && exchange.status == 429) {
    slow_down(*listing.lane, exchange);
    wait_for_turn(read);
  } else if (is_success(exchange)) {
    take_page(read, listing, exchange);
  } else {
    fail(read, exchange.head_complete ? exchange.status : 0);
  }
}

void Reconciler::slow_down(ServiceLane& lane, const net::Exchange& exchange) {
  const auto asked =
      parse_retry_after(field_of(exchange, AnswerField::retry_after), runtime_.wall_now());
  const auto own = read_pause + full_jitter(read_pause, read_pause, 0, runtime_.random());
  lane.reads.pause_until(runtime_.now() + std::max(asked ? *asked : own, own));
}

void Reconciler::take_page(ListingId id, Listing& listing, const net::Exchange& exchange) {
  auto page = parser_.parse(exchange.body);
  if (!page) return fail(id, exchange.status);
  if (listing.pages++ == 0) {
    const WallTime now = runtime_.wall_now();
    const auto date = parse_http_date(field_of(exchange, AnswerField::date), now);
    if (date) listing.clock_ahead = *date + std::chrono::milliseconds{500} - now;
  }
  listing.rows_count += static_cast<std::uint32_t>(page->rows.size());
  for (const std::size_t row : rows_that_matter(sought(listing), page->rows, listing.clock_ahead)) {
    listing.rows.push_back(std::move(page->rows[row]));
  }
  if (page->next_page_url.empty()) return ask_owners(id);
  if (listing.lane->outlet == nullptr) return fail(id, exchange.status);
  const Message& message = listing.inquiries.front().message;
  auto next = next_list_target(page->next_page_url, listing.lane->outlet->authority(),
                               message.service, message.session);
  if (!next || listing.pages == list_pages_max) return fail(id, exchange.status);
  listing.target = std::move(*next);
  wait_for_turn(id);
}

void Reconciler::ask_owners(ListingId id) {
  if (listings_.at(id).rows.empty()) return finish(id);
  unasked_.push_back(id);
  ask_next();
}

/// One question is out at a time.
void Reconciler::ask_next() {
  if (asked_ || unasked_.empty()) return;
  asked_ = true;
  const Listing& listing = listings_.at(unasked_.front());
  queue::FindReceipts question{.tag = unasked_.front(), .receipts = {}};
  const std::size_t from = listing.is_owned.size();
  const std::size_t to = std::min(from + queue::receipts_asked_max, listing.rows.size());
  for (std::size_t i = from; i < to; ++i) {
    question.receipts.emplace_back(listing.rows[i].interaction.text());
  }
  owner_.find_receipts(std::move(question));
}

void Reconciler::on_receipts(queue::ReceiptsFound&& found) {
  assert(asked_ && !unasked_.empty() && unasked_.front() == found.tag);
  asked_ = false;
  const ListingId id = unasked_.front();
  Listing& listing = listings_.at(id);
  for (const auto& owner : found.owners) listing.is_owned.push_back(owner.has_value());
  if (listing.is_owned.size() == listing.rows.size()) {
    unasked_.pop_front();
    finish(id);
  }
  ask_next();
}

std::vector<Sought> Reconciler::sought(const Listing& listing) const {
  std::vector<Sought> all;
  all.reserve(listing.inquiries.size());
  for (const Inquiry& inquiry : listing.inquiries) {
    all.push_back({&inquiry.message, inquiry.progress.doubt_from,
                   inquiry.progress.last_write_at + provider_time_max,
                   inquiry.stored.key.sequence});
  }
  return all;
}

void Reconciler::finish(ListingId id) {
  const Listing listing = take(id);
  std::vector<Listed> rows;
  for (std::size_t i = 0; i < listing.rows.size(); ++i) {
    rows.push_back({&listing.rows[i], listing.is_owned[i]});
  }
  const auto found = compare(sought(listing), rows, listing.clock_ahead);
  for (std::size_t i = 0; i < found.size(); ++i) {
    LookReport report{.complete = true, .finding = found[i].finding, .rows = listing.rows_count};
    if (report.finding == Finding::found) {
      const InteractionRow& row = listing.rows[found[i].row];
      report.receipt = Created{row.interaction, row.message};
    }
    Inquiry inquiry = listing.inquiries[i];
    owner_.looked(std::move(inquiry), report);
  }
}

void Reconciler::fail(ListingId id, int status) {
  Listing listing = take(id);
  for (Inquiry& inquiry : listing.inquiries) {
    owner_.looked(std::move(inquiry), LookReport{.status = status});
  }
}

/// It is over: whoever comes due for this session from now on begins anew.
Reconciler::Listing Reconciler::take(ListingId id) {
  auto listing = listings_.extract(id);
  if (!listing.mapped().begun) joinable_.erase(listing.mapped().session);
  for (const Inquiry& inquiry : listing.mapped().inquiries) {
    place_of_.erase(inquiry.stored.key.sequence);
  }
  return std::move(listing.mapped());
}

}  // namespace dispatcher
