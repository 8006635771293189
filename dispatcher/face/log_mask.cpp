#include "dispatcher/face/log_mask.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>

namespace dispatcher {
namespace {

constexpr std::size_t digits_kept = 2;
constexpr std::size_t digits_min = 10;
constexpr std::size_t digits_min_behind_plus = 8;
constexpr std::size_t digits_max = 15;
constexpr std::size_t separators_max = 2;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_part_of_name(char c) { return is_letter(c) || c == '_' || c == ':' || c == '@'; }
bool is_between_digits(char c) {
  return c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '/';
}

struct Run {
  std::size_t end = 0;  // behind the last digit
  std::size_t digits_count = 0;
};

std::size_t digits_from(std::string_view text, std::size_t begin) {
  const auto rest = text.substr(begin);
  return static_cast<std::size_t>(std::ranges::find_if_not(rest, is_digit) - rest.begin());
}

/// Groups of digits with at most two separators between two of them, as in "(415) 555"; a group
/// that makes them too many for one number begins another.
Run run_at(std::string_view text, std::size_t begin) {
  const std::size_t first_count = digits_from(text, begin);
  Run run{begin + first_count, first_count};
  while (run.end < text.size()) {
    std::size_t next = run.end;
    while (next < text.size() && next < run.end + separators_max && is_between_digits(text[next])) {
      ++next;
    }
    const std::size_t group_count = digits_from(text, next);
    if (group_count == 0 || run.digits_count + group_count > digits_max) break;
    run = {next + group_count, run.digits_count + group_count};
  }
  return run;
}

bool is_phone_number(std::string_view text, std::size_t begin, Run run) {
  const bool behind_plus = begin > 0 && text[begin - 1] == '+';
  if (!behind_plus && begin > 0 && is_part_of_name(text[begin - 1])) return false;
  if (run.end < text.size() && is_part_of_name(text[run.end])) return false;
  return run.digits_count >= (behind_plus ? digits_min_behind_plus : digits_min) &&
         run.digits_count <= digits_max;
}

void mask(std::string& text, std::size_t begin, Run run) {
  std::size_t to_mask = run.digits_count - digits_kept;
  for (std::size_t i = begin; to_mask > 0; ++i) {
    if (!is_digit(text[i])) continue;
    text[i] = '*';
    --to_mask;
  }
}

}  // namespace

std::string masked(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return (c >= 0 && c < ' ') || c == 127; }, ' ');
  if (!simdjson::validate_utf8(line)) {
    std::ranges::replace_if(
        line, [](char c) { return c < 0; }, '?');
  }
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_digit(line[i])) continue;
    const Run run = run_at(line, i);
    if (is_phone_number(line, i, run)) mask(line, i, run);
    i = run.end - 1;
  }
  return line;
}

}  // namespace dispatcher
