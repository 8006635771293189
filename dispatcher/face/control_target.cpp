#include "dispatcher/face/control_target.hpp"

#include <algorithm>
#include <charconv>

namespace dispatcher {
namespace {

/// Takes what stands before the next `separator` off the front.
std::string_view take_part(std::string_view& rest, char separator) {
  const auto part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

ControlTargetError read_path(std::string_view text, ControlTarget& target) {
  if (!text.starts_with('/')) return {"the target does not begin with /"};
  text.remove_prefix(1);
  if (text.empty() || text.ends_with('/')) return {"the path ends with /"};
  while (!text.empty()) {
    if (target.path.size() == path_parts_max) return {"the path has too many parts"};
    target.path.push_back(take_part(text, '/'));
    if (target.path.back().empty()) return {"the path has an empty part"};
  }
  return {};
}

ControlTargetError read_query(std::string_view text, ControlTarget& target) {
  if (text.empty() || text.ends_with('&')) return {"the query has an empty part"};
  while (!text.empty()) {
    auto value = take_part(text, '&');
    const bool has_value = value.find('=') != value.npos;
    const auto key = take_part(value, '=');
    if (key.empty() || !has_value) return {"the query is not of the form key=value&.."};
    if (!target.query.emplace(key, value).second) {
      return {"the query names " + std::string(key) + " twice"};
    }
  }
  return {};
}

}  // namespace

std::string_view ControlTarget::value(std::string_view key) const {
  const auto found = query.find(key);
  return found == query.end() ? std::string_view{} : found->second;
}

ControlTargetResult parse_control_target(std::string_view target) {
  const auto visible = [](char c) { return c > ' ' && c <= '~' && c != '%' && c != '#'; };
  if (!std::ranges::all_of(target, visible)) {
    return ControlTargetError{"the target holds a character that is not taken here, such as %"};
  }
  ControlTarget parsed;
  auto rest = target;
  const auto path = take_part(rest, '?');
  auto error = read_path(path, parsed);
  if (error.sentence.empty() && path.size() < target.size()) error = read_query(rest, parsed);
  if (!error.sentence.empty()) return error;
  return parsed;
}

std::string_view unknown_query_key(const ControlTarget& target,
                                   std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : target.query) {
    if (std::ranges::find(known, key) == known.end()) return key;
  }
  return {};
}

std::optional<std::uint64_t> page_begin(const ControlTarget& target) {
  const auto text = target.value("after");
  if (text.empty()) return 0;
  std::uint64_t after = 0;
  const auto* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, after);
  if (error != std::errc{} || behind != end) return std::nullopt;
  return after;
}

}  // namespace dispatcher
