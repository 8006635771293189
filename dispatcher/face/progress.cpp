#include "dispatcher/face/progress.hpp"

#include <algorithm>
#include <cmath>

namespace dispatcher {
namespace {

constexpr std::size_t bar_columns_max = 40;
constexpr std::size_t bar_columns_min = 8;

/// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::uint64_t percent(const ProgressView& view) {
  if (view.done >= view.total) return 100;
  return static_cast<std::uint64_t>(100.0 * static_cast<double>(view.done) /
                                    static_cast<double>(view.total));
}

std::string figures(const ProgressView& view) {
  auto text = grouped(view.done);
  if (view.total > 0) text += " of " + grouped(view.total);
  text += " " + view.unit;
  if (view.per_second > 0) {
    text += ", " + grouped(static_cast<std::uint64_t>(std::llround(view.per_second))) + "/s";
  }
  if (!view.note.empty()) text += ", " + view.note;
  return text;
}

std::string bar(const ProgressView& view, std::size_t columns, bool color) {
  const auto filled = columns * percent(view) / 100;
  const std::string full(filled, '=');
  const std::string empty(columns - filled, ' ');
  const auto painted = color && filled > 0 ? "\033[32m" + full + "\033[0m" : full;
  return "[" + painted + empty + "] ";
}

}  // namespace

std::string render_line(const ProgressView& view) {
  const auto share = view.total > 0 ? std::to_string(percent(view)) + "%, " : "";
  return view.label + ": " + share + figures(view);
}

std::string render_bar(const ProgressView& view, const ProgressStyle& style) {
  // The bar's width depends on the terminal alone, or it would jump with every figure.
  const auto columns = std::min(style.columns / 4, bar_columns_max);
  const auto before = view.label + " ";
  const auto behind = figures(view);
  const auto beside = before.size() + columns + 3;  // "[", "] "
  if (view.total == 0 || columns < bar_columns_min || beside >= style.columns) {
    return (before + behind).substr(0, style.columns);
  }
  return before + bar(view, columns, style.color) + behind.substr(0, style.columns - beside);
}

void ProgressPrinter::update(ProgressView view, TimePoint now) {
  if (style_.silent) return;
  if (!shown_at_) {  // the clock starts here
    shown_at_ = now;
    shown_done_ = view.done;
    return;
  }
  const auto since = now - *shown_at_;
  if (since < (style_.terminal ? bar_interval : line_interval)) return;
  const auto grown = view.done > shown_done_ ? view.done - shown_done_ : 0;
  view.per_second = static_cast<double>(grown) / std::chrono::duration<double>(since).count();
  shown_at_ = now;
  shown_done_ = view.done;
  if (style_.terminal) {
    err_ << '\r' << render_bar(view, style_) << "\033[K" << std::flush;
    bar_visible_ = true;
  } else {
    err_ << render_line(view) << std::endl;
  }
}

void ProgressPrinter::clear() {
  if (bar_visible_) err_ << "\r\033[K" << std::flush;
  bar_visible_ = false;
}

}  // namespace dispatcher
