#pragma once

#include <span>
#include <string_view>

namespace dispatcher {

/// The one of `known` that `text` was probably meant to be: the fewest letters inserted, removed or
/// replaced, at most a third of its length and at least one. Empty: none is near. Pure.
std::string_view nearest_name(std::string_view text, std::span<const std::string_view> known);

}  // namespace dispatcher
