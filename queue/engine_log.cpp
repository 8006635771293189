#include "queue/engine_log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace queue {

void EngineLog::Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) {
  if (level < rocksdb::InfoLogLevel::WARN_LEVEL || level == rocksdb::InfoLogLevel::HEADER_LEVEL) {
    return;
  }
  std::array<char, line_bytes_max> line{};
  const int written = std::vsnprintf(line.data(), line.size(), format, arguments);
  if (written <= 0) return;
  const std::scoped_lock lock(mutex_);
  last_.assign(line.data(), std::min(static_cast<std::size_t>(written), line.size() - 1));
}

std::string EngineLog::last_warning() const {
  const std::scoped_lock lock(mutex_);
  return last_;
}

}  // namespace queue
