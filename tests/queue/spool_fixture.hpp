#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "queue/doorbell.hpp"
#include "queue/durable_spool.hpp"

namespace queue {

/// A longer wait is a lost answer.
inline constexpr std::chrono::seconds patience{20};

inline WallTime at_second(std::int64_t second) { return WallTime{std::chrono::seconds{second}}; }

Submission submission(std::string id, std::string lane = "KS1", Priority priority = 2);

/// One shard as the spool sees it: a ring of events, and answers that are waited for.
class TestShard {
 public:
  explicit TestShard(std::size_t ring_size = 4096) : ring(ring_size, [this] { bell_.ring(); }) {}

  void use(ShardSpool& end) { end_ = &end; }
  void request(ShardRequest asked) {
    end_->request(std::move(asked));
    end_->flush();
  }

  /// The next event of this kind; those of other kinds stay. Fails the test after `patience`.
  template <class Event>
  Event next() {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    for (;;) {
      take_in();
      for (auto event = events_.begin(); event != events_.end(); ++event) {
        if (auto* wanted = std::get_if<Event>(&*event)) {
          Event found = std::move(*wanted);
          events_.erase(event);
          return found;
        }
      }
      if (std::chrono::steady_clock::now() > give_up) {
        ADD_FAILURE() << "the spool did not answer";
        return {};
      }
      if (ring.park()) bell_.wait(std::chrono::milliseconds{100});
    }
  }

  /// How many events of this kind came so far, behind everything that was asked before.
  template <class Event>
  std::size_t count() {
    status();
    std::size_t found = 0;
    for (const auto& event : events_) found += std::holds_alternative<Event>(event) ? 1 : 0;
    return found;
  }

  /// Behind everything that was asked before: of both kinds, the last that came is a `Last`.
  template <class Last, class Other>
  bool last_is() {
    status();
    bool found = false;
    for (const auto& event : events_) {
      if (std::holds_alternative<Last>(event)) found = true;
      if (std::holds_alternative<Other>(event)) found = false;
    }
    return found;
  }

  SpoolStatus status() {
    request(AskStatus{});
    return next<SpoolStatus>();
  }
  LaneRead read(LaneNumber lane, Priority priority = 2, Sequence after = 0,
                std::uint32_t count_max = 100) {
    request(ReadLane{lane, priority, after, count_max});
    return next<LaneRead>();
  }
  /// Returns once the intent is durable.
  void arm(std::uint32_t slot, const MessageKey& key, std::string progress = {}) {
    request(Arm{slot, key, at_second(50), std::move(progress)});
    EXPECT_EQ(next<Armed>().slots, std::vector{slot});
  }

  Ring<SpoolEvent> ring;

 private:
  void take_in() {
    while (auto event = ring.try_pop()) events_.push_back(std::move(*event));
  }

  Doorbell bell_;
  ShardSpool* end_ = nullptr;
  std::deque<SpoolEvent> events_;
};

/// A spool in a directory of its own, a clock that the test sets, and one shard.
class SpoolTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  SpoolOptions options(const std::filesystem::path& directory);
  /// Opens `directory` and attaches the shard.
  void open();
  void close();
  void reopen() {
    close();
    open();
  }
  /// Goes on from a copy of the files as they are now, as after kill -9. Call it when nothing is
  /// on its way.
  void crash();
  /// Goes on from the files in a copy of `from`.
  void go_on_from(const std::filesystem::path& from);
  /// A copy of the files as they are now, beside the directory.
  std::filesystem::path copy();
  /// What refuses to open, and why.
  Result<std::unique_ptr<DurableSpool>> try_open(std::string& detail);

  /// Hands in, and waits until it is durable.
  std::vector<Acceptance> hand_in(std::vector<Submission> submissions);
  std::vector<Acceptance> accept(const std::vector<std::string>& ids,
                                 const std::string& lane = "KS1", Priority priority = 2);
  /// The single message waiting under that lane, read anew.
  StoredMessage only_waiting(LaneNumber lane = 1);
  /// How much there is once everything requested so far has taken effect.
  SpoolLevels levels();
  std::vector<std::string> waiting_ids(LaneNumber lane = 1, Priority priority = 2);

  std::filesystem::path directory;
  /// Where directories of the test lie.
  const std::filesystem::path& root() const { return root_; }

  Durability durability = Durability::power;
  std::uint64_t reserve_bytes = SpoolOptions{}.reserve_bytes;
  std::atomic<std::int64_t> clock_seconds{100};
  std::int64_t accepted_second = 10;  ///< of what is handed in
  std::chrono::seconds requests_count_for{0};
  std::string boot_id;                        ///< empty: wall times are not believed
  std::atomic<std::int64_t> boot_seconds{7};  ///< wall time at boot
  std::unique_ptr<TestShard> shard;
  std::unique_ptr<DurableSpool> spool;

 private:
  std::filesystem::path root_;
  int copies_ = 0;
};

std::vector<std::string> ids_of(const std::vector<StoredMessage>& messages);

}  // namespace queue
