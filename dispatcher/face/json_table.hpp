#pragma once

#include <string>
#include <string_view>

namespace dispatcher {

/// A JSON object for a person: a row for each of its members, those of an inner object under its
/// name, and one for each element of a list. What is no JSON object stays as it is. Pure.
std::string table_of_json(std::string_view json);

/// The text with nothing in it that gives orders to a terminal. Pure.
std::string for_terminal(std::string_view text);

/// One row of such a table. Pure.
std::string json_table_row(std::string name, std::string_view value);

}  // namespace dispatcher
