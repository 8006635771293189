#include "dispatcher/policy/reconcile.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace dispatcher {
namespace {

using std::chrono::microseconds;

/// Where a row's time lies to that of a message.
enum class Nearness : std::uint8_t { apart, near, within };

bool can_concern(const Sought& sought, const InteractionRow& row) {
  if (!row.is_message || row.is_inbound) return false;
  return !row.outbound || row.outbound->binary() == sought.message->participant.binary();
}

Nearness nearness(const Sought& sought, const InteractionRow& row, microseconds clock_ahead) {
  if (!row.created_at) return Nearness::within;  // nobody can say that it is not
  const WallTime at = *row.created_at - clock_ahead;
  const auto lies_within = [&](microseconds slack) {
    return at >= sought.from - slack && at <= sought.until + slack;
  };
  if (lies_within(row_time_slack)) return Nearness::within;
  return lies_within(row_time_doubt) ? Nearness::near : Nearness::apart;
}

bool says(const InteractionRow& row, const Sought& sought) {
  return row.text && *row.text == sought.message->body;
}

/// The row is this message, if nobody owns it. What cannot be read whole is no proof.
bool matches(const Sought& sought, const InteractionRow& row, microseconds clock_ahead) {
  return row.outbound && row.created_at && says(row, sought) &&
         nearness(sought, row, clock_ahead) == Nearness::within;
}

/// The row, owned by nobody, keeps us from saying that this message was not sent.
bool leaves_doubt(const Sought& sought, const InteractionRow& row, microseconds clock_ahead) {
  switch (nearness(sought, row, clock_ahead)) {
    case Nearness::within:
      return true;
    case Nearness::near:
      return says(row, sought);
    case Nearness::apart:
      break;
  }
  return false;
}

template <class Earlier>
std::vector<std::size_t> order_of(std::size_t count, Earlier earlier) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, earlier);
  return order;
}

}  // namespace

WallTime look_due(const ReconcileOptions& options, const Progress& progress) {
  switch (progress.looks) {
    case 0:
      return progress.booked_at + options.look_first;
    case 1:
      return progress.booked_at + options.look_second;
    default:
      return std::max(progress.last_write_at + options.look_last,
                      progress.booked_at + options.look_second);
  }
}

std::vector<std::size_t> rows_that_matter(std::span<const Sought> sought,
                                          std::span<const InteractionRow> rows,
                                          microseconds clock_ahead) {
  std::vector<std::size_t> matter;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool does = std::ranges::any_of(sought, [&](const Sought& one) {
      return can_concern(one, rows[i]) && leaves_doubt(one, rows[i], clock_ahead);
    });
    if (does) matter.push_back(i);
  }
  return matter;
}

std::vector<Match> compare(std::span<const Sought> sought, std::span<const Listed> rows,
                           microseconds clock_ahead) {
  std::vector<Match> found(sought.size());
  std::vector<bool> is_owned(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) is_owned[i] = rows[i].is_owned;

  const auto created = [&](std::size_t i) { return rows[i].row->created_at.value_or(WallTime{}); };
  const auto by_time =
      order_of(rows.size(), [&](std::size_t a, std::size_t b) { return created(a) < created(b); });
  const auto by_age = order_of(
      sought.size(), [&](std::size_t a, std::size_t b) { return sought[a].age < sought[b].age; });
  for (const std::size_t one : by_age) {
    const auto row = std::ranges::find_if(by_time, [&](std::size_t i) {
      return !is_owned[i] && can_concern(sought[one], *rows[i].row) &&
             matches(sought[one], *rows[i].row, clock_ahead);
    });
    if (row == by_time.end()) continue;
    is_owned[*row] = true;
    found[one] = {Finding::found, *row};
  }
  for (std::size_t one = 0; one < sought.size(); ++one) {
    if (found[one].finding == Finding::found) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_owned[i] || !can_concern(sought[one], *rows[i].row)) continue;
      if (leaves_doubt(sought[one], *rows[i].row, clock_ahead)) found[one] = {Finding::unclear, 0};
    }
  }
  return found;
}

}  // namespace dispatcher
