#include "bench/simulator/interaction_rows.hpp"

#include <cassert>
#include <utility>

namespace simulator {

std::size_t InteractionRows::SessionKeyHash::operator()(const SessionKey& key) const {
  const SidBitsHash hash;
  return hash(key.service) * 31 + hash(key.session);
}

void InteractionRows::append(std::uint64_t number, InteractionRow row) {
  assert(number == first_number_ + rows_.size());
  if (rows_.size() == rows_max_) forget_oldest();
  auto& newest = newest_of_[row.of];
  rows_.push_back({.row = std::move(row), .previous = newest});
  newest = number;
}

void InteractionRows::forget_oldest() {
  const auto newest = newest_of_.find(rows_.front().row.of);
  if (newest->second == first_number_) newest_of_.erase(newest);
  rows_.pop_front();
  ++first_number_;
}

const InteractionRows::Kept* InteractionRows::kept(std::uint64_t number) const {
  if (number < first_number_ || number - first_number_ >= rows_.size()) return nullptr;
  return &rows_[number - first_number_];
}

const InteractionRow* InteractionRows::find(const SessionKey& session, std::uint64_t number,
                                            SteadyTime now) const {
  const auto* const found = kept(number);
  if (found == nullptr || !(found->row.of == session) || found->row.visible_at > now) {
    return nullptr;
  }
  return &found->row;
}

InteractionRows::Page InteractionRows::page(const SessionKey& session, std::uint64_t before,
                                            std::size_t rows_max, SteadyTime now) const {
  Page page;
  std::uint64_t number = 0;
  if (before == 0) {
    const auto newest = newest_of_.find(session);
    if (newest != newest_of_.end()) number = newest->second;
  } else if (const auto* const last = kept(before); last != nullptr && last->row.of == session) {
    number = last->previous;
  }
  for (const auto* next = kept(number); next != nullptr; next = kept(number)) {
    if (next->row.visible_at <= now) {
      page.has_more = page.rows.size() == rows_max;
      if (page.has_more) break;
      page.rows.push_back({.number = number, .row = &next->row});
    }
    number = next->previous;
  }
  return page;
}

}  // namespace simulator
