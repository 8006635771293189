#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// What JsonLine does not write, for the same open object.
namespace dispatcher {

/// Begins a member whose value is appended next.
void append_key(std::string& object, std::string_view key);

void append_field(std::string& object, std::string_view key, bool value);
/// With one digit behind the point.
void append_field(std::string& object, std::string_view key, double value);

}  // namespace dispatcher
