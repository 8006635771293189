#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace dispatcher {

/// How progress may be shown.
struct ProgressStyle {
  bool terminal = false;  ///< else whole lines, now and then
  bool silent = false;    ///< nothing at all: who keeps every line asks `status` instead
  bool color = false;
  std::size_t columns = 80;
};

/// How far something is.
struct ProgressView {
  std::string label;        ///< what goes on: "sending"
  std::uint64_t done = 0;   ///< in `unit`
  std::uint64_t total = 0;  ///< 0: nobody knows
  std::string unit;         ///< "messages"
  double per_second = 0;
  std::string note;  ///< what else there is to say, or empty
};

/// One line for a terminal, without a line end, never wider than the columns. Pure.
std::string render_bar(const ProgressView& view, const ProgressStyle& style);

/// One plain line without a line end. Pure.
std::string render_line(const ProgressView& view);

/// Shows progress at a bearable pace: on a terminal a bar that is redrawn, else a line every two
/// seconds; what is quicker than that stays silent. One thread.
class ProgressPrinter {
 public:
  using TimePoint = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

  static constexpr std::chrono::milliseconds bar_interval{100};
  static constexpr std::chrono::milliseconds line_interval{2'000};

  ProgressPrinter(std::ostream& err, ProgressStyle style) : err_(err), style_(style) {}
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;
  /// Leaves no half-drawn bar behind.
  ~ProgressPrinter() { clear(); }

  /// May be called as often as is convenient; `per_second` is filled in here.
  void update(ProgressView view, TimePoint now);
  /// Takes the bar away, so that something else may be printed.
  void clear();

 private:
  std::ostream& err_;
  const ProgressStyle style_;
  std::optional<TimePoint> shown_at_;
  std::uint64_t shown_done_ = 0;
  bool bar_visible_ = false;
};

}  // namespace dispatcher
