#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dispatcher {

/// What a request on the control socket is about. Views into the target.
struct ControlTarget {
  std::vector<std::string_view> path;                  ///< "/v1/status": "v1", "status"
  std::map<std::string_view, std::string_view> query;  ///< "?a=b": "a" -> "b"

  /// Empty: the key is not there, or has no value.
  std::string_view value(std::string_view key) const;
};

/// Why a target is not understood, for whoever wrote it.
struct ControlTargetError {
  std::string sentence;
};

using ControlTargetResult = boost::system::result<ControlTarget, ControlTargetError>;

/// Parts of a path at most; none of ours has more than four.
inline constexpr std::size_t path_parts_max = 8;

/// Reads a target in origin form (RFC 9112 section 3.2.1). Nothing of ours needs an escape, so a
/// '%' is refused instead of decoded, as are a key that is repeated, and empty parts. Pure.
ControlTargetResult parse_control_target(std::string_view target);

/// The first key of the query that is none of these, or empty. Pure.
std::string_view unknown_query_key(const ControlTarget& target,
                                   std::initializer_list<std::string_view> known);

/// Where a page begins: behind the outcome of this number, the query's `after`; left out, from the
/// first (0). Nothing: `after` is no number. Pure.
std::optional<std::uint64_t> page_begin(const ControlTarget& target);

}  // namespace dispatcher
