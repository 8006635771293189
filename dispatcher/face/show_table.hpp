#pragma once

#include <string>
#include <string_view>

namespace dispatcher {

/// What the daemon tells of a message (control_show), for a person: a row for each thing, why it
/// waits as a sentence, and its history as a table below. What is no such object stays as it is.
/// Pure.
std::string show_table(std::string_view json);

}  // namespace dispatcher
