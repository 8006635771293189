#include "tests/simulation/batch.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <functional>
#include <new>
#include <stdexcept>

namespace simulation {
namespace {

constexpr std::uint64_t twice_each = 50;

/// What the child writes and the parent reads.
struct Board {
  std::uint64_t seed = 0;
  std::uint64_t runs_count = 0;
  std::uint64_t messages_count = 0;
  std::uint64_t rows_count = 0;
  std::uint64_t traces_hash = 0;
  FaultCounts faults{};
  bool is_done = false;
  std::array<char, 512> violation{};

  void say(const std::string& text) {
    std::memcpy(violation.data(), text.data(), std::min(text.size(), violation.size() - 1));
  }
};

/// Memory that a child shares.
class SharedBoard {
 public:
  SharedBoard()
      : memory_(mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                     0)) {
    if (memory_ == MAP_FAILED) throw std::runtime_error("no shared memory");
    new (memory_) Board;
  }
  ~SharedBoard() { munmap(memory_, sizeof(Board)); }
  SharedBoard(const SharedBoard&) = delete;
  SharedBoard& operator=(const SharedBoard&) = delete;
  Board& operator*() const { return *static_cast<Board*>(memory_); }

 private:
  void* memory_;
};

/// Does `work` in a child; what it did not finish it died of.
void in_child(Board& board, bool is_quiet, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no further process");
  if (child == 0) {
    if (is_quiet) static_cast<void>(std::freopen("/dev/null", "w", stderr));
    work();
    board.is_done = true;
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (board.is_done) return;
  board.say("the daemon died of signal " +
            std::to_string(WIFSIGNALED(status) ? WTERMSIG(status) : 0));
}

void run_one(Surroundings& surroundings, const Plan& plan, bool twice, Board& board) {
  const RunResult result = World(plan, surroundings, false).run();
  ++board.runs_count;
  board.messages_count += result.messages_count;
  board.rows_count += result.rows_count;
  board.traces_hash = (board.traces_hash ^ result.trace_hash) * 0x100000001b3;
  for (std::size_t i = 0; i < fault_kinds_count; ++i) board.faults[i] += result.faults[i];
  if (result.violation) return board.say(*result.violation);
  if (!twice) return;
  const RunResult again = World(plan, surroundings, false).run();
  if (again.trace_hash != result.trace_hash) board.say("two runs of one seed differ");
}

}  // namespace

BatchResult run_batch(Surroundings& surroundings, std::uint64_t first, std::uint64_t last,
                      Plant plant) {
  const SharedBoard shared;
  Board& board = *shared;
  in_child(board, plant != Plant::none, [&] {
    for (board.seed = first; board.seed <= last && board.violation[0] == '\0'; ++board.seed) {
      const bool twice = plant == Plant::none && board.seed % twice_each == 0;
      run_one(surroundings, make_plan(board.seed, plant), twice, board);
      if (board.violation[0] != '\0') return;
    }
  });
  BatchResult result{board.runs_count, board.messages_count, board.rows_count, board.traces_hash,
                     board.faults};
  if (board.violation[0] == '\0') return result;
  result.failed_seed = board.seed;
  result.violation = board.violation.data();
  return result;
}

std::optional<std::string> violation_of(Surroundings& surroundings, const Plan& plan) {
  const SharedBoard shared;
  Board& board = *shared;
  in_child(board, true, [&] { run_one(surroundings, plan, false, board); });
  if (board.violation[0] == '\0') return std::nullopt;
  return board.violation.data();
}

}  // namespace simulation
