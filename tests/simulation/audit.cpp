#include "tests/simulation/audit.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dispatcher/message/progress.hpp"

namespace simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds resend_min{35};
constexpr std::size_t budget_per_second = 3;

std::uint32_t number_of(const std::string& id) {
  std::uint32_t number = 0;
  std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return number;
}

std::string milliseconds_text(Duration duration) {
  return std::to_string(std::chrono::ceil<milliseconds>(duration).count()) + " ms";
}

std::string name_of(const queue::StoredMessage& message) {
  return message.id + " (" + std::to_string(message.key.sequence) + ")";
}

}  // namespace

Audit::Group* Audit::group_of(const std::string& participant, const std::string& text) {
  const auto found = groups_.find(participant + " " + text);
  return found == groups_.end() ? nullptr : &found->second;
}

Audit::Story* Audit::story_of(queue::Sequence sequence) {
  const auto number = numbers_.find(sequence);
  return number == numbers_.end() ? nullptr : &stories_.at(number->second);
}

void Audit::on_accepted(const queue::StoredMessage& message) {
  const std::uint32_t number = number_of(message.id);
  const bool is_new = !stories_.contains(number);  // else it was lost before it was acknowledged
  Story& story = stories_[number];
  story = Story{};
  story.planned = &*std::ranges::find(plan_.messages, number, &PlannedMessage::number);
  story.stored = message;
  numbers_[message.key.sequence] = number;
  const dispatcher::Message whole = message_of(*story.planned, WallClock::began_at);
  if (is_new) {
    groups_[std::string(whole.participant.text()) + " " + whole.body].stories.push_back(&story);
  }
}

void Audit::on_armed(queue::Sequence sequence) {
  Story& story = *story_of(sequence);
  if (story.armed_from.size() > story.armed_to.size()) return;
  story.armed_from.push_back(agenda_.now());
  story.has_posted = false;
}

void Audit::disarm(const queue::MessageKey& key) {
  Story* story = story_of(key.sequence);
  if (story == nullptr || story->armed_from.size() == story->armed_to.size()) return;
  story->armed_to.push_back(agenda_.now());
}

bool Audit::is_armed(const Story& story, TimePoint at) {
  for (std::size_t i = 0; i < story.armed_from.size(); ++i) {
    const bool still = i >= story.armed_to.size() || at <= story.armed_to[i];
    if (at >= story.armed_from[i] && still) return true;
  }
  return false;
}

void Audit::on_request(const queue::ShardRequest& request) {
  if (const auto* arm = std::get_if<queue::Arm>(&request)) {
    const auto progress = dispatcher::decode_progress(arm->progress);
    if (progress && progress->attempts == 0) first_arms_.push_back(agenda_.now());
    book(*story_of(arm->key.sequence), arm->progress, std::nullopt);
  } else if (const auto* revoke = std::get_if<queue::Revoke>(&request)) {
    disarm(revoke->key);
  } else if (const auto* settle = std::get_if<queue::Settle>(&request)) {
    disarm(settle->key);
    Story& story = *story_of(settle->key.sequence);
    if (!settle->decides) story.ended_at = agenda_.now();
    if (settle->decides) story.was_put_aside = true;
  } else if (const auto* hold = std::get_if<queue::Hold>(&request)) {
    disarm(hold->key);
    story_of(hold->key.sequence)->was_put_aside = true;
  } else if (const auto* defer = std::get_if<queue::Defer>(&request)) {
    disarm(defer->key);
    Story& story = *story_of(defer->key.sequence);
    story.was_put_aside = story.was_put_aside || defer->decides;
    const auto progress = dispatcher::decode_progress(defer->progress);
    story.is_known_sent = progress && progress->reason == dispatcher::WaitReason::receipt_unknown;
    book(story, defer->progress, defer->due);
    check_resend(story, *defer);
  }
}

/// After a doubt that nobody looked into, never before the provider has given the request up.
void Audit::check_resend(const Story& story, const queue::Defer& defer) {
  const auto progress = dispatcher::decode_progress(defer.progress);
  if (!progress || !defer.in_doubt || faults_.count(FaultKind::wall_step) > 0) return;
  const bool is_resend = progress->reason == dispatcher::WaitReason::ambiguous ||
                         progress->reason == dispatcher::WaitReason::process_died;
  const dispatcher::Message message = message_of(*story.planned, WallClock::began_at);
  const bool is_for_expiry = message.expires_at && defer.due == *message.expires_at;
  if (is_resend && !is_for_expiry && defer.due < progress->last_write_at + resend_min) {
    violated(name_of(story.stored) + " is sent again while the first request may be processed");
  }
}

/// A re-send has taken its place in the retry budget: for now, or for when it is due.
void Audit::book(Story& story, const std::string& bytes, std::optional<queue::WallTime> due) {
  const auto progress = dispatcher::decode_progress(bytes);
  const bool booked = progress && progress->reason == dispatcher::WaitReason::resend_booked;
  if (!booked || std::exchange(story.is_booked, booked)) {
    story.is_booked = booked;
    return;
  }
  TimePoint at = agenda_.now();
  if (due && *due > wall_.now(agenda_)) at += *due - wall_.now(agenda_);
  booked_.push_back(at);
  check_budget();
}

/// Never more in a second than are allowed, and a tenth of what was sent for the first time in a
/// minute, or armed for it: a part of that is lost on its way, or taken back.
void Audit::check_budget() {
  std::ranges::sort(booked_);
  const TimePoint since = agenda_.now() - seconds{60};
  const auto firsts =
      std::ranges::count_if(first_arms_, [since](TimePoint at) { return at >= since; });
  firsts_most_ = std::max(firsts_most_, static_cast<std::size_t>(firsts));
  const std::size_t most = budget_per_second + 1 + firsts_most_ / 10;
  for (std::size_t i = most; i < booked_.size(); ++i) {
    if (booked_[i] - booked_[i - most] < milliseconds{990}) {
      return violated("more is sent again within a second than the retry budget has");
    }
  }
}

void Audit::on_post(const Request& request, std::size_t counted_count) {
  check_limits(request, counted_count);
  Group* group = group_of(request.participant, request.text);
  if (group == nullptr) return violated("a text arrived that nobody handed in");
  ++group->posts_count;
  Story* armed = nullptr;
  for (Story* story : group->stories) {
    if (is_armed(*story, request.written_at)) armed = story;
  }
  if (armed == nullptr) {
    return violated("a request of " + name_of(group->stories.front()->stored) +
                    " was written although no durable intent stood");
  }
  if (armed->has_posted) {
    return violated("two requests of one intent of " + name_of(armed->stored));
  }
  armed->has_posted = true;
  check_order(*armed, request);
}

void Audit::check_limits(const Request& request, std::size_t counted_count) {
  const std::size_t most =
      plan_.requests_per_second * static_cast<std::size_t>(Provider::window.count());
  if (counted_count > most) {
    violated("request " + std::to_string(request.number) + " is one more than the " +
             std::to_string(most) + " of its Service that may arrive in a window");
  }
  const auto wait = waits_.find(request.service);
  if (wait == waits_.end() || !answers_arrive()) return;
  const auto [from, to] = wait->second;
  if (request.begun_at > from && request.begun_at < to) {
    violated("request " + std::to_string(request.number) + " left " +
             milliseconds_text(to - request.begun_at) + " before Retry-After allowed it");
  }
}

void Audit::on_told_to_wait(const std::string& service, TimePoint at, Duration wait) {
  waits_[service] = {at + milliseconds{1}, at + wait - milliseconds{1}};
}

/// Every answer so far has come, and in time.
bool Audit::answers_arrive() const {
  constexpr std::array unsure{FaultKind::up_cut,     FaultKind::up_reset_behind,
                              FaultKind::down_split, FaultKind::down_slow,
                              FaultKind::down_cut,   FaultKind::down_reset};
  return std::ranges::none_of(unsure, [this](FaultKind kind) { return faults_.count(kind) > 0; });
}

bool Audit::goes_before(const Story& other, const Story& story) const {
  const bool same_line = other.planned->service == story.planned->service &&
                         other.planned->participant == story.planned->participant &&
                         other.planned->priority == story.planned->priority;
  if (&other == &story || !same_line) return false;
  const auto place = [](const Story& of) {
    return std::pair{std::max(of.stored.accepted_at, of.stored.not_before), of.stored.key.sequence};
  };
  return place(other) < place(story);
}

void Audit::check_order(const Story& story, const Request& request) {
  if (story.was_put_aside || faults_.count(FaultKind::wall_step) > 0) return;
  for (const auto& [number, other] : stories_) {
    if (!goes_before(other, story)) continue;
    const bool ended = other.ended_at && *other.ended_at <= request.written_at;
    if (ended || other.was_put_aside || other.is_known_sent) continue;
    return violated(name_of(story.stored) + " was sent before " + name_of(other.stored) +
                    " of the same participant");
  }
}

bool Audit::may_be_sent_twice(const Group& group) const {
  return std::ranges::any_of(group.stories, [this](const Story* story) {
    return story->planned->on_ambiguous.value_or(plan_.on_ambiguous) ==
           dispatcher::OnAmbiguous::resend;
  });
}

void Audit::on_row(const Row& row) {
  Group* group = group_of(row.participant, row.text);
  if (group == nullptr) return;
  if (++group->rows_count > group->stories.size() && !may_be_sent_twice(*group)) {
    violated(name_of(group->stories.front()->stored) + " was sent twice");
  }
}

void Audit::on_process_ended() {
  ++ends_count_;
  for (auto& [number, story] : stories_) {
    if (story.armed_from.size() > story.armed_to.size()) story.armed_to.push_back(agenda_.now());
  }
  booked_.clear();
  waits_.clear();  // which it did not write down
}

}  // namespace simulation
