#pragma once

#include <cstddef>

namespace dispatcher {

/// Raises what this process may open at once to what the system lets it, and tells how much that
/// is: files, connections to the provider, and clients of its own.
std::size_t raise_descriptors_max();

/// Clients of one door of the daemon, so that they do not take the descriptors that its disk and
/// its connections need. Pure.
std::size_t clients_max(std::size_t descriptors_max);

}  // namespace dispatcher
