// What the spool costs per message, in CPU over all threads of the process and in wall time:
// accepting messages in batches, reading as many, then reading, arming and settling as many, and
// forgetting the outcomes. The third less the second is what intents and outcomes cost.
//
//   spool_speed DIRECTORY power|process sequential|random [MESSAGES] [LANES] [IN_FLIGHT] [BACKLOG]
//               [LAST]
//
// BACKLOG messages are accepted before any is measured, and stay behind. DIRECTORY must not exist
// (its parent must); it is left behind with the spool in it. LAST, accept, read or settle, ends it
// there: so the instructions of each part can be told apart (valgrind --tool=callgrind).

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "queue/doorbell.hpp"
#include "queue/durable_spool.hpp"

namespace {

constexpr std::size_t batch_count = 1000;
constexpr std::size_t batches_in_flight_max = 4;
constexpr std::size_t payload_bytes = 250;
constexpr std::size_t outcome_bytes = 120;
constexpr std::size_t read_ahead_max = 8192;

struct Usage {
  double cpu_us = 0;
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
  long memory_max_kib = 0;
};

Usage usage() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& t) {
    return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec);
  };
  return {us(used.ru_utime) + us(used.ru_stime), std::chrono::steady_clock::now(), used.ru_maxrss};
}

void report(const char* what, const Usage& from, std::size_t count) {
  const Usage to = usage();
  const double wall = std::chrono::duration<double>(to.at - from.at).count();
  std::printf("%-16s %9.0f messages/s %6.2f us of CPU a message, peak memory %ld MiB\n", what,
              static_cast<double>(count) / wall,
              (to.cpu_us - from.cpu_us) / static_cast<double>(count), to.memory_max_kib / 1024);
}

struct Load {
  std::size_t messages = 1'000'000;
  std::size_t backlog = 0;
  std::size_t lanes = 40;
  std::uint32_t in_flight_max = 256;
  bool random_ids = false;
  std::string_view last;
};

/// Messages number `from` to `to`.
void accept(queue::DurableSpool& spool, const Load& load, std::size_t from, std::size_t to) {
  std::mt19937_64 random(1 + from);
  std::atomic<std::size_t> batches{0};
  queue::Doorbell answered;
  for (std::size_t first = from; first < to; first += batch_count) {
    queue::Intake intake;
    intake.accepted_at = queue::WallTime{std::chrono::seconds{1}};
    for (std::size_t i = first; i < std::min(first + batch_count, to); ++i) {
      queue::Submission made;
      char id[40];
      const auto left = load.random_ids ? random() : i;
      std::snprintf(id, sizeof id, "%016lx-%016lx", static_cast<unsigned long>(left),
                    static_cast<unsigned long>(i));
      made.id = id;
      made.lane_name = "KS" + std::to_string(random() % load.lanes);
      made.payload.assign(payload_bytes, static_cast<char>('a' + i % 26));
      intake.submissions.push_back(std::move(made));
    }
    intake.done = [&](const auto& answer) {
      if (!answer) std::abort();
      --batches;
      answered.ring();
    };
    ++batches;
    if (!spool.submit(std::move(intake))) std::abort();
    while (batches >= batches_in_flight_max) answered.wait(std::chrono::seconds{1});
  }
  while (batches != 0) answered.wait(std::chrono::seconds{1});
}

void accept_all(queue::DurableSpool& spool, const Load& load) {
  accept(spool, load, 0, load.backlog);
  const Usage start = usage();
  accept(spool, load, load.backlog, load.backlog + load.messages);
  report(load.random_ids ? "accept (random)" : "accept", start, load.messages);
}

/// One shard that sends at once: what is armed is settled.
class Drain {
 public:
  Drain(queue::DurableSpool& spool, const Load& load)
      : load_(load), events_(4096, [this] { bell_.ring(); }) {
    spool.attach_shards({&events_}, [](const std::string&) { return std::size_t{0}; });
    spool_ = &spool.shard(0);
    for (std::uint32_t slot = 0; slot < load.in_flight_max; ++slot) free_.push_back(slot);
    armed_.resize(load.in_flight_max);
  }

  void read_all() {
    const Usage start = usage();
    std::size_t read_count = 0;
    while (read_count < load_.messages || reads_count_ > 0) {
      take_events();
      read_count += waiting_.size();
      waiting_.clear();
      if (read_count < load_.messages) read_some();
      spool_->flush();
      if (reads_count_ > 0 && events_.park()) bell_.wait(std::chrono::seconds{1});
    }
    report("read", start, read_count);
    unread_.clear();
    for (const auto lane : lanes_) unread_.emplace_back(lane, 0);
  }

  void run() {
    const Usage start = usage();
    while (settled_ < load_.messages) {
      take_events();
      while (!free_.empty() && !waiting_.empty() && armed_count_ < load_.messages) arm();
      read_some();
      spool_->flush();
      if (settled_ < load_.messages && events_.park()) bell_.wait(std::chrono::seconds{1});
    }
    report("read+arm+settle", start, load_.messages);
  }

 private:
  void take_events() {
    while (auto event = events_.try_pop()) {
      std::visit([this](auto&& told) { on(std::move(told)); }, std::move(*event));
    }
  }
  void read_some() {
    while (!unread_.empty() && waiting_.size() < read_ahead_max) {
      const auto [lane, after] = unread_.front();
      unread_.pop_front();
      ++reads_count_;
      spool_->request(queue::ReadLane{lane, 2, after, 128});
    }
  }
  void on(queue::LaneOpened&& opened) {
    lanes_.push_back(opened.lane);
    unread_.emplace_back(opened.lane, 0);
  }
  void on(queue::LaneRead&& read_back) {
    --reads_count_;
    for (auto& message : read_back.messages) waiting_.push_back(std::move(message));
    if (!read_back.end) unread_.emplace_back(read_back.lane, read_back.next);
  }
  void on(queue::Armed&& armed) {
    for (const auto slot : armed.slots) {
      spool_->request(queue::Settle{armed_[slot], slot, std::string(outcome_bytes, 'o')});
      free_.push_back(slot);
      ++settled_;
    }
  }
  void on(queue::SpoolFailed&& failed) {
    std::fprintf(stderr, "%s\n", failed.detail.c_str());
    std::exit(1);
  }
  template <class Other>
  void on(Other&&) {}

  void arm() {
    const auto slot = free_.back();
    free_.pop_back();
    armed_[slot] = waiting_.front().key;
    spool_->request(
        queue::Arm{slot, armed_[slot], queue::WallTime{std::chrono::seconds{2}}, "progress"});
    waiting_.pop_front();
    ++armed_count_;
  }

  const Load load_;
  queue::Doorbell bell_;
  queue::Ring<queue::SpoolEvent> events_;
  queue::ShardSpool* spool_ = nullptr;
  std::deque<queue::StoredMessage> waiting_;
  std::deque<std::pair<queue::LaneNumber, queue::Sequence>> unread_;
  std::size_t reads_count_ = 0;  // on their way
  std::vector<queue::LaneNumber> lanes_;
  std::vector<std::uint32_t> free_;
  std::vector<queue::MessageKey> armed_;
  std::size_t armed_count_ = 0;
  std::size_t settled_ = 0;
};

void forget_all(queue::DurableSpool& spool, const Load& load) {
  const Usage start = usage();
  queue::Doorbell answered;
  queue::Forget::Page page;
  std::atomic<bool> waits{false};
  do {
    queue::Forget forget;
    forget.ended_before = queue::WallTime{std::chrono::hours{1}};
    forget.after = page.next;
    forget.done = [&](const queue::Result<queue::Forget::Page>& answer) {
      if (!answer) std::abort();
      page = *answer;
      waits = false;
      answered.ring();
    };
    waits = true;
    if (!spool.control(std::move(forget))) std::abort();
    while (waits) answered.wait(std::chrono::seconds{1});
  } while (page.next != 0);
  report("forget", start, load.messages);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr,
                 "spool_speed DIRECTORY power|process sequential|random [MESSAGES] [LANES] "
                 "[IN_FLIGHT] [BACKLOG] [accept|read|settle]\n");
    return 64;
  }
  Load load;
  load.random_ids = std::string_view(argv[3]) == "random";
  if (argc > 4) load.messages = static_cast<std::size_t>(std::atoll(argv[4]));
  if (argc > 5) load.lanes = static_cast<std::size_t>(std::atoll(argv[5]));
  if (argc > 6) load.in_flight_max = static_cast<std::uint32_t>(std::atoi(argv[6]));
  if (argc > 7) load.backlog = static_cast<std::size_t>(std::atoll(argv[7]));
  if (argc > 8) load.last = argv[8];

  queue::SpoolOptions options;
  options.directory = argv[1];
  options.durability = std::string_view(argv[2]) == "process" ? queue::Durability::process
                                                              : queue::Durability::power;
  options.read_outcome = [](std::string_view) { return queue::OutcomeFacts{}; };
  options.now = [] {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  };
  std::string detail;
  auto spool = queue::DurableSpool::open(options, detail);
  if (!spool) {
    std::fprintf(stderr, "%s\n", detail.c_str());
    return 1;
  }
  accept_all(**spool, load);
  if (load.last == "accept") return 0;
  Drain drain(**spool, load);
  drain.read_all();
  if (load.last != "read") {
    drain.run();
    if (load.last != "settle") forget_all(**spool, load);
  }
  const Usage closing = usage();
  spool->reset();
  report("close", closing, load.messages);
}
