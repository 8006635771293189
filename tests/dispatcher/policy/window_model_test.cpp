#include <gtest/gtest.h>

#include <algorithm>
#include <queue>
#include <random>
#include <vector>

#include "dispatcher/policy/window.hpp"

/// The window against a provider that counts for itself.
namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

struct Model {
  nanoseconds latency_min = 40ms;
  nanoseconds latency_max = 200ms;
  nanoseconds turn_max = 3ms;   ///< how late the loop looks
  bool trust_duration = true;   ///< the answer tells how long the provider took
  double unanswered_share = 0;  ///< of requests, lost after 35 s
  std::vector<Priority> priorities{Priority::urgent, Priority::normal, Priority::bulk};
};

struct Ran {
  std::size_t sent = 0;
  std::size_t most_in_a_window = 0;  ///< as the provider saw it
  std::vector<nanoseconds> urgent_waits;
};

struct InFlight {
  TimePoint ended_at{};
  TimePoint arrived_latest{};  ///< as we can know it when it ends
  bool operator>(const InFlight& other) const { return ended_at > other.ended_at; }
};

/// The most of `arrivals` in any half-open window of the provider's length.
std::size_t most_in_a_window(std::vector<TimePoint> arrivals) {
  std::ranges::sort(arrivals);
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < arrivals.size(); ++last) {
    while (arrivals[last] - arrivals[first] >= 5s) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

class ProviderModel {
 public:
  ProviderModel(Model model, unsigned seed) : model_(std::move(model)), engine_(seed) {}

  /// Sends whatever may go, of a priority drawn at random, for `length`.
  Ran run(nanoseconds length) {
    const TimePoint begin = now_;
    while (now_ < begin + length) {
      take_answers();
      const auto drawn =
          std::uniform_int_distribution<std::size_t>{0, model_.priorities.size() - 1}(engine_);
      const Priority priority = model_.priorities[drawn];
      const TimePoint possible = window_.next_possible(priority, now_);
      if (possible <= now_) {
        post(priority);
      } else {
        TimePoint wake = std::min(possible, now_ + between(0ms, 20ms));
        if (!in_flight_.empty()) wake = std::min(wake, in_flight_.top().ended_at);
        now_ = std::max(now_, wake) + between(0ns, model_.turn_max);
      }
    }
    ran_.most_in_a_window = most_in_a_window(arrivals_);
    return ran_;
  }

 private:
  nanoseconds between(nanoseconds low, nanoseconds high) {
    return nanoseconds{
        std::uniform_int_distribution<std::int64_t>{low.count(), high.count()}(engine_)};
  }

  /// The provider may see the request at any moment until it begins to work on it.
  void post(Priority priority) {
    window_.take(priority, now_);
    ++ran_.sent;
    const auto latency = between(model_.latency_min, model_.latency_max);
    const TimePoint answered = now_ + latency;
    const nanoseconds worked = between(0ns, latency);
    const TimePoint arrived = now_ + between(0ns, latency - worked);
    arrivals_.push_back(arrived);
    if (std::uniform_real_distribution<>{0, 1}(engine_) < model_.unanswered_share) {
      in_flight_.push({now_ + 35s, now_ + 35s});
    } else {
      in_flight_.push({answered, model_.trust_duration ? answered - worked : answered});
    }
  }

  void take_answers() {
    for (; !in_flight_.empty() && in_flight_.top().ended_at <= now_; in_flight_.pop()) {
      window_.arrived(in_flight_.top().arrived_latest);
    }
  }

  Model model_;
  std::mt19937_64 engine_;
  Window window_{WindowOptions{}};
  TimePoint now_{1h};
  std::priority_queue<InFlight, std::vector<InFlight>, std::greater<>> in_flight_;
  std::vector<TimePoint> arrivals_;
  Ran ran_;
};

class WindowModel : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override { std::printf("seed %u\n", GetParam()); }
  Ran run(Model model, nanoseconds length = 300s) {
    return ProviderModel{std::move(model), GetParam()}.run(length);
  }
};

TEST_P(WindowModel, NeverExceedsTheLimitAsTheProviderSeesIt) {
  const Ran ran = run({});
  EXPECT_LE(ran.most_in_a_window, 150U);
  EXPECT_GT(ran.sent, 300U * 28);
}

TEST_P(WindowModel, NeverExceedsTheLimitWithLongTailsAndLostAnswers) {
  const Ran ran = run({.latency_min = 1ms, .latency_max = 30s, .unanswered_share = 0.05});
  EXPECT_LE(ran.most_in_a_window, 150U);
  EXPECT_GT(ran.sent, 150U);
}

TEST_P(WindowModel, NeverExceedsTheLimitWithTheAnswersTimeAlone) {
  const Ran ran = run({.trust_duration = false});
  EXPECT_LE(ran.most_in_a_window, 150U);
  EXPECT_GT(ran.sent, 300U * 27);
}

TEST_P(WindowModel, OfOnePriorityNeverExceedsTheLimitAndUsesIt) {
  for (const Priority priority : all_priorities) {
    const Ran ran = run({.latency_min = 70ms, .latency_max = 90ms, .priorities = {priority}});
    EXPECT_LE(ran.most_in_a_window, 150U);
    EXPECT_GT(ran.sent, 300U * 28) << static_cast<int>(priority);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, WindowModel, testing::Values(1U, 2U, 20261123U));

/// Without a reserve for them, urgent messages would wait for most of a window.
TEST(WindowReserve, LetsAnUrgentMessageGoSoonThoughNormalOnesTakeAllTheyMay) {
  Window window{WindowOptions{}};
  TimePoint now{1h};
  std::vector<nanoseconds> waits;
  for (int tick = 0; tick < 60'000; ++tick, now += 1ms) {
    if (tick % 500 == 250) {
      const TimePoint possible = window.next_possible(Priority::urgent, now);
      ASSERT_NE(possible, TimePoint::max());
      waits.push_back(possible - now);
      if (possible <= now) {
        window.take(Priority::urgent, now);
        window.arrived(now);
      }
    }
    while (window.next_possible(Priority::normal, now) <= now) {
      window.take(Priority::normal, now);
      window.arrived(now);
    }
  }
  std::ranges::sort(waits);
  EXPECT_LT(waits[waits.size() * 95 / 100], 200ms);
  EXPECT_LT(waits.back(), 1s);
}

}  // namespace
}  // namespace dispatcher
