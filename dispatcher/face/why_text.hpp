#pragma once

#include <string>

#include "dispatcher/policy/why.hpp"

namespace dispatcher {

/// Why a message is not sent yet and what can be done about it: one sentence or two, for a person.
/// Pure.
std::string text_of(const Why& why);

}  // namespace dispatcher
