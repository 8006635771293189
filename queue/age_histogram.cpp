#include "queue/age_histogram.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace queue {
namespace {

constexpr std::chrono::minutes span_min{1};

std::size_t age_index(WallTime::duration age) {
  std::size_t index = 0;
  auto up_to = lane_age_first;
  for (; index + 1 < lane_ages_count && age > up_to; ++index) up_to *= 2;
  return index;
}

}  // namespace

std::vector<AgeHistogram::Span>::iterator AgeHistogram::first_ending_after(Minute minute) {
  return std::ranges::upper_bound(spans_, minute, {}, &Span::end);
}

void AgeHistogram::add(WallTime at) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(at);
  ++count_;
  auto span = first_ending_after(minute);
  if (span != spans_.end() && span->begin <= minute) {
    ++span->count;
    return;
  }
  if (spans_.size() == spans_max) {
    merge_two(std::max(spans_.back().end, minute + span_min));
    span = first_ending_after(minute);
    if (span != spans_.end() && span->begin <= minute) {  // it lay between the two
      ++span->count;
      return;
    }
  }
  spans_.insert(span, {minute, minute + span_min, 1});
}

void AgeHistogram::remove(WallTime at) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(at);
  const auto span = first_ending_after(minute);
  assert(span != spans_.end() && span->begin <= minute);  // else it was never added
  --count_;
  if (--span->count == 0) spans_.erase(span);
}

bool AgeHistogram::restore(std::vector<Span> spans) {
  if (spans.size() > spans_max) return false;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const bool in_order = i == 0 || spans[i - 1].end <= spans[i].begin;
    if (!in_order || spans[i].begin >= spans[i].end || spans[i].count == 0) return false;
    count += spans[i].count;
  }
  spans_ = std::move(spans);
  count_ = count;
  return true;
}

void AgeHistogram::merge_two(Minute newest) {
  auto best = spans_.begin();
  double best_width = std::numeric_limits<double>::max();
  for (auto span = spans_.begin(); span + 1 != spans_.end(); ++span) {
    const std::chrono::duration<double> width = (span + 1)->end - span->begin;
    const std::chrono::duration<double> age = newest - span->begin;
    if (width / age >= best_width) continue;
    best = span;
    best_width = width / age;
  }
  best->end = (best + 1)->end;
  best->count += (best + 1)->count;
  spans_.erase(best + 1);
}

std::optional<WallTime> AgeHistogram::oldest() const {
  if (spans_.empty()) return std::nullopt;
  return spans_.front().begin;
}

void AgeHistogram::add_ages(Ages& ages, WallTime now) const {
  for (const Span& span : spans_) ages[age_index(now - span.begin)] += span.count;
}

}  // namespace queue
