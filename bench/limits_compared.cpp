// How much of the provider's limits is used, and what it costs in refusals and waiting: this
// dispatcher's policies beside a token bucket with a plain backoff, against the same model of the
// provider, in virtual time. Prints the table of the README.

#include <array>
#include <cstdio>
#include <map>
#include <string>

#include "bench/limits_model_paced.hpp"
#include "bench/limits_scenarios.hpp"

namespace dispatcher::limits {
namespace {

/// What is usual: for each Service a bucket that holds a window's worth of requests and fills at
/// the published rate; a message that is answered 429 waits for itself, doubling, with full jitter.
/// Messages of a higher priority go first; order within a participant is not kept.
class BucketSender final : public Sender {
 public:
  BucketSender(std::size_t services_count, std::size_t in_flight_max)
      : lanes_(services_count), in_flight_max_(in_flight_max) {}

  void accept(std::uint64_t number, const Text& text) override {
    if (texts_.size() <= number) texts_.resize(number + 1);
    texts_[number].text = text;
    queue_of(text).push_back(number);
  }

  void answered(const Answer& answer, TimePoint now) override {
    --in_flight_;
    if (!answer.refused) return;
    Sent& sent = texts_[answer.text];
    const RetryOptions retry;
    backoffs_.emplace(now + full_jitter(retry.base, retry.cap, sent.refusals++, chance_),
                      answer.text);
  }

  TimePoint turn(Model& model, TimePoint now) override {
    chance_ = model.chance();
    while (!backoffs_.empty() && backoffs_.begin()->first <= now) {
      const auto number = backoffs_.begin()->second;
      backoffs_.erase(backoffs_.begin());
      queue_of(texts_[number].text).push_front(number);
    }
    TimePoint next = backoffs_.empty() ? TimePoint::max() : backoffs_.begin()->first;
    for (Bucket& lane : lanes_) next = std::min(next, send(lane, model, now));
    return next;
  }

 private:
  static constexpr double burst = 150;
  static constexpr double per_second = 30;

  struct Bucket {
    std::array<std::deque<std::uint64_t>, priorities_count> waiting;
    double tokens = burst;
    TimePoint filled_at = Model::begin;
  };
  struct Sent {
    Text text{};
    std::uint32_t refusals = 0;
  };

  std::deque<std::uint64_t>& queue_of(const Text& text) {
    return lanes_[text.service].waiting[Lane::index(text.priority)];
  }

  TimePoint send(Bucket& lane, Model& model, TimePoint now) {
    const std::chrono::duration<double> passed = now - lane.filled_at;
    lane.tokens = std::min(lane.tokens + passed.count() * per_second, burst);
    lane.filled_at = now;
    for (const Priority priority : {Priority::urgent, Priority::normal, Priority::bulk}) {
      auto& waiting = lane.waiting[Lane::index(priority)];
      while (!waiting.empty()) {
        if (lane.tokens < 1) {
          const std::chrono::duration<double> left{(1 - lane.tokens) / per_second};
          return now + std::chrono::ceil<nanoseconds>(left);
        }
        if (in_flight_ == in_flight_max_) return TimePoint::max();  // until an answer comes
        lane.tokens -= 1;
        ++in_flight_;
        model.write(waiting.front());
        waiting.pop_front();
      }
    }
    return TimePoint::max();
  }

  std::vector<Bucket> lanes_;
  std::vector<Sent> texts_;
  std::multimap<TimePoint, std::uint64_t> backoffs_;
  std::size_t in_flight_max_;
  std::size_t in_flight_ = 0;
  double chance_ = 0;  // of this turn
};

void print(const char* scenario, const char* figure, double paced, double bucket) {
  std::printf("| %s | %s | %.1f | %.1f |\n", scenario, figure, paced, bucket);
}

double milliseconds(nanoseconds duration) { return static_cast<double>(duration.count()) / 1e6; }

void compare(unsigned seed) {
  const auto both = [seed](Figures (*scenario)(unsigned, Sender&)) {
    PacedSender paced(1, 100, 64);
    BucketSender bucket(1, 100);
    return std::array{scenario(seed, paced), scenario(seed, bucket)};
  };
  std::printf("| | | this limiter | token bucket |\n|---|---|---|---|\n");
  const auto [p1, b1] = both(steady);
  print("one Service, 30/s", "% of the limit", p1.used_percent, b1.used_percent);
  print("", "% answered 429", p1.refused_percent, b1.refused_percent);
  const auto [p3, b3] = both(lower);
  print("12/s where 30 are configured", "% of the limit", p3.used_percent, b3.used_percent);
  print("", "% answered 429", p3.refused_percent, b3.refused_percent);
  print("50 s after it rose to 30/s", "% of the limit", p3.later_used_percent,
        b3.later_used_percent);
  print("", "% answered 429", p3.later_refused_percent, b3.later_refused_percent);
  const auto [p6, b6] = both(urgent);
  print("urgent 2/s before 100,000 bulk", "urgent p99, ms", milliseconds(p6.urgent_p99),
        milliseconds(b6.urgent_p99));
  print("", "% of the limit", p6.used_percent, b6.used_percent);
  print("", "% answered 429", p6.refused_percent, b6.refused_percent);
}

}  // namespace
}  // namespace dispatcher::limits

int main() { dispatcher::limits::compare(1); }
