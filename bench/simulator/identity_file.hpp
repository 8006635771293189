#pragma once

#include <string>

#include "bench/simulator/certificate.hpp"

namespace simulator {

/// The identity kept in `path`, so that a simulator that is started again is trusted by the clients
/// of the one before. Made and kept when there is no such file; only its owner can read it, for the
/// leaf's key is in it. Throws std::runtime_error when it cannot be read or written.
Identity kept_identity(const std::string& path);

}  // namespace simulator
