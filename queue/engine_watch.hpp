#pragma once

#include <rocksdb/listener.h>

#include <functional>
#include <utility>

namespace queue {

/// Hears of what fails in RocksDB's own threads. A flush or compaction that failed stops all later
/// ones, and writes only stall then: so it counts as a failure of the store at once. RocksDB's own
/// recovery, which would go on by itself once there is space, is declined: the store is closed and
/// opened again.
class EngineWatch final : public rocksdb::EventListener {
 public:
  /// \param failed  called on whatever thread it was that failed
  explicit EngineWatch(std::function<void(const rocksdb::Status&)> failed)
      : failed_(std::move(failed)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    if (!status->ok()) failed_(*status);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  const std::function<void(const rocksdb::Status&)> failed_;
};

}  // namespace queue
