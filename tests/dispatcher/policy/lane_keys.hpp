#pragma once

#include "dispatcher/policy/lane.hpp"

namespace dispatcher {

/// Two participants of a lane.
inline constexpr OrderKey alice{1};
inline constexpr OrderKey bob{2};

}  // namespace dispatcher
