#include "dispatcher/face/bench_report.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/table_row.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using simdjson::dom::element;

constexpr std::array percentile_columns = {
    Column{"MILLISECONDS", 20}, Column{"50%", 8},   Column{"90%", 8},
    Column{"99%", 8},           Column{"99.9%", 8}, Column{"MOST", 8},
};

/// Epoch: it is not there.
WallTime time_of(element object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return {};
  const auto time = parse_rfc3339(text);
  return time ? *time : WallTime{};
}

/// Never negative: the earlier time may have been cut less than the later one.
std::uint64_t milliseconds_between(WallTime from, WallTime to) {
  const auto took = std::chrono::floor<std::chrono::milliseconds>(to) -
                    std::chrono::floor<std::chrono::milliseconds>(from);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
}

std::string percentile_row(std::string_view name, const BenchPercentiles& found) {
  return row_of<percentile_columns.size()>(
             percentile_columns,
             {std::string(name), std::to_string(found.p50), std::to_string(found.p90),
              std::to_string(found.p99), std::to_string(found.p99_9), std::to_string(found.most)}) +
         '\n';
}

void append_percentiles(std::string& text, std::string_view key, const BenchPercentiles& found) {
  append_key(text, key);
  JsonLine json(text);
  json.field("50", found.p50);
  json.field("90", found.p90);
  json.field("99", found.p99);
  json.field("99.9", found.p99_9);
  json.field("100", found.most);
  json.close();
}

}  // namespace

std::optional<BenchOutcome> bench_outcome_of(std::string_view shown) {
  simdjson::dom::parser parser;
  element message;
  element outcome;
  std::string_view name;
  if (parser.parse(shown.data(), shown.size()).get(message) != simdjson::SUCCESS ||
      message["outcome"].get(outcome) != simdjson::SUCCESS ||
      outcome["outcome"].get(name) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  BenchOutcome found{.name = std::string(name)};
  if (outcome["attempts"].get(found.attempts) != simdjson::SUCCESS) found.attempts = 0;
  found.written_at = time_of(outcome, "first_written_at");
  found.answered_at = time_of(outcome, "answered_at");
  return found;
}

BenchPercentiles percentiles_of(std::vector<std::uint64_t> milliseconds) {
  if (milliseconds.empty()) return {};
  std::ranges::sort(milliseconds);
  const auto below = [&](std::size_t thousandths) {
    return milliseconds[std::min(milliseconds.size() * thousandths / 1000,
                                 milliseconds.size() - 1)];
  };
  return {below(500), below(900), below(990), below(999), milliseconds.back()};
}

void BenchReport::add(const BenchOutcome& outcome, WallTime due) {
  ++outcomes_[outcome.name];
  if (outcome.attempts > 1) attempts_again_ += outcome.attempts - 1;
  if (outcome.written_at == WallTime{}) return;
  ++written_count_;
  first_written_at_ = std::min(first_written_at_, outcome.written_at);
  last_written_at_ = std::max(last_written_at_, outcome.written_at);
  due_to_written_ms_.push_back(milliseconds_between(due, outcome.written_at));
  written_to_answered_ms_.push_back(milliseconds_between(outcome.written_at, outcome.answered_at));
}

std::uint64_t BenchReport::count() const {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : outcomes_) sum += count;
  return sum;
}

bool BenchReport::all_sent(std::uint64_t messages_count) const {
  const auto sent = outcomes_.find("sent");
  return sent != outcomes_.end() && sent->second == messages_count;
}

std::uint64_t BenchReport::written_per_minute() const {
  if (written_count_ < 2) return 0;
  const auto took = milliseconds_between(first_written_at_, last_written_at_);
  return took == 0 ? 0 : (written_count_ - 1) * 60'000 / took;
}

std::string BenchReport::table(std::uint64_t messages_count) const {
  std::string text = std::to_string(count()) + " of " + std::to_string(messages_count) + " ended";
  for (const auto& [name, count] : outcomes_) text += ", " + std::to_string(count) + ' ' + name;
  text += "; " + std::to_string(attempts_again_) + " requests were made again\n";
  if (written_count_ == 0) return text;
  const auto per_minute = written_per_minute();
  if (per_minute > 0) {
    text += std::to_string(per_minute / 60) + '.' + std::to_string(per_minute % 60 * 10 / 60) +
            " a second were written\n";
  }
  text += heading_of(percentile_columns) + '\n';
  text += percentile_row("due to written", percentiles_of(due_to_written_ms_));
  text += percentile_row("written to answered", percentiles_of(written_to_answered_ms_));
  return text;
}

std::string BenchReport::json(std::uint64_t messages_count) const {
  std::string text;
  JsonLine json(text);
  json.field("messages", messages_count);
  append_key(text, "outcomes");
  JsonLine outcomes(text);
  for (const auto& [name, count] : outcomes_) outcomes.field(name, count);
  outcomes.close();
  json.field("requests_again", attempts_again_);
  json.field("written_per_minute", written_per_minute());
  append_percentiles(text, "due_to_written_ms", percentiles_of(due_to_written_ms_));
  append_percentiles(text, "written_to_answered_ms", percentiles_of(written_to_answered_ms_));
  json.close();
  return text + '\n';
}

}  // namespace dispatcher
