#include "queue/census.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {

Census::Level& Census::level(LaneNumber lane, Priority priority) {
  assert(lane >= 1 && priority >= 1 && priority <= priorities_count);
  if (lanes_.size() < lane) lanes_.resize(lane);
  return lanes_[lane - 1][priority - std::size_t{1}];
}

Sequence Census::mark(LaneNumber lane, Priority priority) const {
  return lane > lanes_.size() ? 0 : lanes_[lane - 1][priority - std::size_t{1}].mark;
}

bool Census::is_passed(const MessageKey& key) const {
  if (stage_ != Stage::passing) return stage_ == Stage::complete;
  return key <= position_ || key.sequence <= mark(key.lane, key.priority);
}

void Census::opened(const MessageKey& key, WallTime accepted_at) {
  open_at(key);
  if (!is_passed(key)) return;
  level(key.lane, key.priority).open.add(accepted_at);
  ++open_count_;
}

void Census::ended(const MessageKey& key, WallTime accepted_at) {
  if (!is_passed(key)) return;
  level(key.lane, key.priority).open.remove(accepted_at);
  --open_count_;
}

void Census::set_mark(LaneNumber lane, Priority priority, Sequence mark) {
  assert(stage_ == Stage::marking);
  level(lane, priority).mark = mark;
}

void Census::open_at(const MessageKey& key) {
  if (stage_ != Stage::marking || mark(key.lane, key.priority) < key.sequence) return;
  level(key.lane, key.priority).mark = key.sequence - 1;
}

void Census::begin_passing() {
  assert(stage_ == Stage::marking);
  stage_ = Stage::passing;
}

void Census::pass_open(const MessageKey& key, WallTime accepted_at) {
  assert(stage_ == Stage::passing && !is_passed(key));  // else it would count twice
  pass(key);
  level(key.lane, key.priority).open.add(accepted_at);
  ++open_count_;
}

void Census::for_each_level(const UseLevel& use) const {
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    for (std::size_t j = 0; j < lanes_[i].size(); ++j) {
      use(static_cast<LaneNumber>(i + 1), static_cast<Priority>(j + 1), lanes_[i][j].open);
    }
  }
}

void Census::restore(LaneNumber lane, Priority priority, AgeHistogram open) {
  assert(stage_ == Stage::marking);
  open_count_ += open.count();
  level(lane, priority).open = std::move(open);
}

std::vector<LaneNumber> Census::lanes_asked(const ListLanes& asked, LaneTable& lanes) const {
  std::vector<LaneNumber> numbers;
  for (const std::string& name : asked.lane_names) {
    if (const SpoolLane* lane = lanes.find(name)) numbers.push_back(lane->number);
  }
  if (!asked.lane_names.empty()) {
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
  }
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    numbers.push_back(static_cast<LaneNumber>(i + 1));
  }
  return numbers;
}

/// Of a lane that is not empty.
WallTime Census::oldest_of(const Lane& lane) {
  WallTime oldest = WallTime::max();
  for (const Level& level : lane) {
    oldest = std::min(oldest, level.open.oldest().value_or(WallTime::max()));
  }
  return oldest;
}

ListLanes::Table Census::table(const ListLanes& asked, LaneTable& lanes, WallTime now) const {
  std::vector<std::pair<std::uint64_t, LaneNumber>> sizes;
  for (const LaneNumber number : lanes_asked(asked, lanes)) {
    if (number > lanes_.size()) continue;
    std::uint64_t open_count = 0;
    for (const Level& level : lanes_[number - 1]) open_count += level.open.count();
    if (open_count > 0) sizes.emplace_back(open_count, number);
  }
  ListLanes::Table table{
      .complete = complete(), .rows = {}, .lanes_count = sizes.size(), .oldest_accepted_at = {}};
  if (!sizes.empty()) table.oldest_accepted_at = WallTime::max();
  for (const auto& [open_count, number] : sizes) {
    table.oldest_accepted_at = std::min(table.oldest_accepted_at, oldest_of(lanes_[number - 1]));
  }
  const auto shown = std::min<std::size_t>(sizes.size(), asked.rows_max);
  const auto end = sizes.begin() + static_cast<std::ptrdiff_t>(shown);
  std::ranges::partial_sort(sizes, end, [](const auto& one, const auto& other) {
    return one.first != other.first ? one.first > other.first : one.second < other.second;
  });
  for (auto size = sizes.begin(); size != end; ++size) {
    ListLanes::Row row{.lane_name = lanes.at(size->second).name};
    const Lane& lane = lanes_[size->second - 1];
    row.oldest_accepted_at = oldest_of(lane);
    for (std::size_t i = 0; i < lane.size(); ++i) {
      row.open_counts[i] = lane[i].open.count();
      lane[i].open.add_ages(row.age_counts, now);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace queue
