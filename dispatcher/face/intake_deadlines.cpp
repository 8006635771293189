#include "dispatcher/face/intake_deadlines.hpp"

#include <algorithm>
#include <cassert>

#include "dispatcher/policy/feasible.hpp"

namespace dispatcher {

void IntakeDeadlines::add(const Message& message, WallTime now) {
  const auto [lane, is_new] = lanes_.try_emplace(message.service.canonical(), services_.size());
  if (is_new) services_.push_back(lane->first);
  Entry entry{.lane = lane->second,
              .priority = message.priority,
              .participant = message.participant.binary(),
              .scheduled = message.not_before > now,
              .expires_at = message.expires_at};
  if (message.expires_at) entry.id = message.id;
  entries_.push_back(std::move(entry));
}

void IntakeDeadlines::keep_accepted(const std::vector<queue::Acceptance>& answers) {
  assert(answers.size() == entries_.size());
  std::size_t at = 0;
  std::erase_if(entries_,
                [&](const Entry&) { return answers[at++] != queue::Acceptance::accepted; });
}

std::vector<std::string> IntakeDeadlines::services() const {
  std::vector<bool> wanted(services_.size(), false);
  for (const Entry& entry : entries_) {
    if (entry.expires_at && !entry.scheduled) wanted[entry.lane] = true;
  }
  std::vector<std::string> services;
  for (std::size_t lane = 0; lane < wanted.size(); ++lane) {
    if (wanted[lane]) services.push_back(services_[lane]);
  }
  return services;
}

std::vector<IntakeDeadlines::LaneEntries> IntakeDeadlines::by_lane() const {
  std::vector<LaneEntries> lanes(services_.size());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane].service = services_[lane];
  for (const Entry& entry : entries_) {
    if (!entry.scheduled) lanes[entry.lane].waiting.push_back(&entry);
  }
  return lanes;
}

double IntakeDeadlines::per_participant(const LaneEntries& lane) {
  std::vector<SidBinary> participants;
  participants.reserve(lane.waiting.size());
  for (const Entry* entry : lane.waiting) participants.push_back(entry->participant);
  std::ranges::sort(participants);
  const auto distinct_end = std::unique(participants.begin(), participants.end());
  const auto distinct_count = static_cast<std::size_t>(distinct_end - participants.begin());
  return static_cast<double>(participants.size()) /
         static_cast<double>(std::max<std::size_t>(distinct_count, 1));
}

Infeasible IntakeDeadlines::judge(const LaneEntries& lane, const queue::ListLanes::Row& row,
                                  const LaneView& view, std::uint64_t apart_count, WallTime now) {
  const BacklogShape shape{apart_count,
                           std::max(view.messages_per_participant, per_participant(lane))};
  Infeasible found{lane.service, {}, 0, view.limit.enforced_per_second()};
  PriorityCounts open = row.open_counts;
  PriorityCounts behind{};  // of the same priority, this one and later ones of the request
  for (const Entry* entry : lane.waiting) ++behind[index_of(*entry)];
  for (const Entry* entry : lane.waiting) {
    const std::uint64_t not_before_it = behind[index_of(*entry)]--;
    if (!entry->expires_at) continue;
    // Higher priorities overtake, whenever they come; of its own those before it go first.
    PriorityCounts before = open;
    std::uint64_t& same = before[index_of(*entry)];
    same -= std::min(same, not_before_it);
    const auto ahead = surely_ahead(ahead_of(before, entry->priority), shape);
    if (is_feasible(ahead, view.limit, now, *entry->expires_at)) continue;
    found.ahead_least = found.ids.empty() ? ahead : std::min(found.ahead_least, ahead);
    found.ids.push_back(entry->id);
    std::uint64_t& competing = open[index_of(*entry)];
    if (competing > 0) --competing;  // it will take nobody's turn
  }
  return found;
}

std::vector<Infeasible> IntakeDeadlines::judge(const std::vector<queue::ListLanes::Row>& rows,
                                               const LaneViews& views, std::uint64_t apart_count,
                                               WallTime now) const {
  std::unordered_map<std::string_view, const queue::ListLanes::Row*> row_of;
  for (const auto& row : rows) row_of.emplace(row.lane_name, &row);
  std::unordered_map<std::string_view, const LaneView*> view_of;
  for (const auto& view : views) view_of.emplace(view.service, &view);
  std::vector<Infeasible> all;
  for (const LaneEntries& lane : by_lane()) {
    const auto row = row_of.find(lane.service);
    const auto view = view_of.find(lane.service);
    if (row == row_of.end() || view == view_of.end()) continue;
    auto found = judge(lane, *row->second, *view->second, apart_count, now);
    if (!found.ids.empty()) all.push_back(std::move(found));
  }
  return all;
}

}  // namespace dispatcher
