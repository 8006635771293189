#pragma once

#include <rocksdb/env.h>

#include <mutex>
#include <string>

namespace queue {

/// What RocksDB has to say. It keeps the last warning in memory and drops the rest, so it needs no
/// disk and cannot fail: an info log on a full disk makes RocksDB abort the process.
class EngineLog final : public rocksdb::Logger {
 public:
  static constexpr std::size_t line_bytes_max = 512;

  EngineLog() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}

  using rocksdb::Logger::Logv;
  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;
  void LogHeader(const char*, va_list) override {}

  /// Empty: no warning so far. Any thread.
  std::string last_warning() const;

 private:
  mutable std::mutex mutex_;
  std::string last_;
};

}  // namespace queue
