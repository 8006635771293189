#include "dispatcher/daemon.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <random>
#include <utility>

namespace dispatcher {

namespace {

constexpr std::chrono::milliseconds look_interval{50};
constexpr std::chrono::seconds drain_margin{5};

/// As systems show it of a thread, which is 15 characters at most.
std::string shard_name(std::size_t index) { return "shard-" + std::to_string(index); }

/// From its write to its answer, at most.
std::chrono::milliseconds request_time(const ShardOptions& options) {
  return options.outlet.pool.write_timeout + options.outlet.pool.response_timeout;
}

std::uint64_t fresh_seed() {
  std::random_device source;
  return std::uint64_t{source()} << 32U | source();
}

}  // namespace

struct Daemon::Signals {
  explicit Signals(boost::asio::io_context& io) : set(io, SIGINT, SIGTERM) {}
  boost::asio::signal_set set;
};

/// Passes everything on, and remembers that the spool failed.
class Daemon::SpoolWatch final : public ShardObserver {
 public:
  explicit SpoolWatch(ShardObserver& next) : next_(next) {}

  bool failed() const { return failed_.load(std::memory_order_relaxed); }

  void on_lane_held(const std::string& lane, const std::string& reason) override {
    next_.on_lane_held(lane, reason);
  }
  void on_lane_resumed(const std::string& lane) override { next_.on_lane_resumed(lane); }
  void on_account_trouble(const std::string& account, const std::string& what) override {
    next_.on_account_trouble(account, what);
  }
  void on_account_well(const std::string& account) override { next_.on_account_well(account); }
  void on_late_answer(const std::string& id, const std::string& what) override {
    next_.on_late_answer(id, what);
  }
  void on_infeasible(const std::string& lane, std::uint64_t count) override {
    next_.on_infeasible(lane, count);
  }
  bool wants_verdicts() const override { return next_.wants_verdicts(); }
  void on_verdict(const VerdictNote& note) override { next_.on_verdict(note); }
  void on_space_changed(DiskSpace space) override { next_.on_space_changed(space); }
  void on_thread_changed(const std::string& thread, ThreadState state) override {
    next_.on_thread_changed(thread, state);
  }
  void on_spool_failed(const std::string& detail) override {
    failed_.store(true, std::memory_order_relaxed);
    next_.on_spool_failed(detail);
  }

 private:
  ShardObserver& next_;
  std::atomic<bool> failed_{false};
};

Daemon::Daemon(net::Runtime& runtime, DaemonOptions options, AccountDirectory accounts,
               std::unique_ptr<queue::DurableSpool> spool, ShardObserver& observer)
    : options_(std::move(options)),
      accounts_(std::move(accounts)),
      runtime_(runtime),
      began_at_(runtime.refresh_now()),
      signals_(std::make_unique<Signals>(runtime_.io())),
      watch_(std::make_unique<SpoolWatch>(observer)),
      spool_(std::move(spool)),
      request_time_max_(request_time(options_.shard)),
      watched_([this](const std::string& thread, ThreadState state) {
        watch_->on_thread_changed(thread, state);
      }),
      drain_deadline_(runtime.timers(), [this] { stop(); }) {}

Daemon::~Daemon() = default;

void Daemon::start_shards() {
  ShardOptions shard = options_.shard;
  const queue::SpoolState& found = spool_->state_at_open();
  // Where the wall clock was set, nobody knows how long ago the last activity was.
  if (!found.requests_known && found.last_activity != WallTime{}) {
    shard.windows_full_until =
        runtime_.refresh_now() + shard.window.window + requests_arrive_within;
  }
  const std::size_t slots = Shard::slots_needed(shard);
  std::vector<queue::Ring<queue::SpoolEvent>*> rings;
  for (std::size_t i = 0; i < options_.shards_count; ++i) {
    shard_runtimes_.push_back(std::make_unique<net::Runtime>(fresh_seed()));
    shards_.push_back(std::make_unique<Shard>(ShardSettings{shard, accounts_},
                                              *shard_runtimes_.back(),
                                              static_cast<std::uint32_t>(i * slots), *watch_));
    rings.push_back(&shards_.back()->events());
  }
  spool_->attach_shards(rings, [this](const std::string& lane) { return shard_of(lane); });
  shards_running_ = shards_.size();
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    shard_pulses_.push_back(std::make_unique<queue::Pulse>());
    threads_.emplace_back([this, i, pulse = shard_pulses_.back().get()] {
      ::pthread_setname_np(::pthread_self(), shard_name(i).c_str());
      shards_[i]->run(spool_->shard(i));
      pulse->end();
      if (--shards_running_ == 0)
        boost::asio::post(runtime_.io(), [this] { runtime_.io().stop(); });
    });
  }
}

void Daemon::watch_threads() {
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    queue::Pulse* const pulse = shard_pulses_[i].get();
    boost::asio::io_context& io = shard_runtimes_[i]->io();
    watched_.add({shard_name(i), [pulse] { return pulse->read(); },
                  [pulse, &io] {
                    if (pulse->ask()) boost::asio::post(io, [pulse] { pulse->answer(); });
                  }});
  }
  watched_.add(
      {"spool", [this] { return spool_->signs().spool; }, [this] { spool_->ask_for_a_turn(); }});
  watched_.add({"sync", [this] { return spool_->signs().sync; }, [] {}});  // the spool thread asks
}

std::size_t Daemon::shard_of(const std::string& lane) const {
  return std::hash<std::string>{}(lane) % options_.shards_count;
}

DaemonEnd Daemon::run(const Report& report) {
  start_shards();
  watch_threads();
  await_signal();
  net::Timer look_timer(runtime_.timers(), [this, &report, &look_timer] {
    look(report);
    look_timer.arm_at(runtime_.refresh_now() + look_interval);
  });
  look_timer.arm_at(runtime_.refresh_now());
  runtime_.io().run();
  threads_.clear();  // joins
  look_timer.cancel();
  drain_deadline_.cancel();
  watched_.clear();
  closing_ = true;
  report(status());
  if (watch_->failed()) return DaemonEnd::spool_failed;
  spool_.reset();  // everything recorded is synced
  report(status());
  return stopped_ ? DaemonEnd::stopped : DaemonEnd::drained;
}

void Daemon::look(const Report& report) {
  const DaemonStatus now = status();
  sent_.sample(runtime_.now(), now.sent);
  attempts_.sample(runtime_.now(), now.attempts);
  watch_space(now.levels);
  watched_.look(runtime_.now());
  report(now);
  if (watch_->failed()) stop();
  if (options_.until_empty && now.empty) drain();
}

void Daemon::watch_space(const queue::SpoolLevels& levels) {
  if (space_of(levels) == space_) return;
  space_ = space_of(levels);
  watch_->on_space_changed(space_);
}

void Daemon::await_signal() {
  signals_->set.async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;
    if (draining_) {
      stop();
    } else {
      drain();
    }
    await_signal();
  });
}

void Daemon::drain() {
  if (std::exchange(draining_, true)) return;
  // By then every request in flight has met its own deadlines, unless nothing can be recorded.
  drain_deadline_.arm_at(runtime_.refresh_now() + request_time_max_ + drain_margin);
  for (const auto& shard : shards_) shard->drain();
}

void Daemon::stop() {
  stopped_ = true;
  for (const auto& shard : shards_) shard->stop();
}

void Daemon::reload(ShardSettings settings, std::function<void()> done) {
  const auto shared = std::make_shared<const ShardSettings>(std::move(settings));
  options_.shard = shared->options;
  request_time_max_ = std::max(request_time_max_, request_time(options_.shard));
  accounts_ = shared->accounts;
  const auto awaited = std::make_shared<std::size_t>(shards_.size());
  for (const auto& shard : shards_) {
    shard->reload(shared, [this, awaited, done] {
      boost::asio::post(runtime_.io(), [awaited, done] {
        if (--*awaited == 0) done();
      });
    });
  }
}

DaemonStatus Daemon::status() const {
  DaemonStatus all;
  const auto add = [](std::uint64_t& sum, const ShardCounters::Count& count) {
    sum += count.load(std::memory_order_relaxed);
  };
  all.empty = true;
  for (const auto& shard : shards_) {
    const ShardCounters& counters = shard->counters();
    add(all.sent, counters.sent);
    add(all.rejected, counters.rejected);
    add(all.expired, counters.expired);
    add(all.cancelled, counters.cancelled);
    add(all.dead, counters.dead);
    add(all.ambiguous, counters.ambiguous);
    add(all.reconciled, counters.reconciled);
    add(all.reconciling, counters.reconciling);
    add(all.held, counters.held);
    add(all.attempts, counters.attempts);
    add(all.answers_429, counters.answers[static_cast<std::size_t>(AnswerClass::too_many)]);
    add(all.infeasible, counters.infeasible);
    add(all.resends_after_doubt, counters.resends_after_doubt);
    add(all.duplicates_confirmed, counters.duplicates_confirmed);
    add(all.connections_opened, counters.connections_opened);
    add(all.handshakes_resumed, counters.handshakes_resumed);
    add(all.connects_failed, counters.connects_failed);
    add(all.in_flight, counters.in_flight);
    add(all.armed, counters.armed);
    add(all.loaded, counters.loaded);
    add(all.lanes_held, counters.lanes_held);
    all.empty = all.empty && counters.empty.load(std::memory_order_relaxed);
  }
  if (spool_) all.levels = spool_->levels();
  if (all.levels.out_of_space) all.state = DaemonState::out_of_space;
  if (draining_) all.state = DaemonState::draining;
  all.closing = closing_;
  all.threads_stuck = watched_.stuck_count();
  const TimePoint now = runtime_.now();
  all.uptime = std::chrono::duration_cast<std::chrono::seconds>(now - began_at_);
  all.sent_per_second = sent_.per_second(now, all.sent);
  all.attempts_per_second = attempts_.per_second(now, all.attempts);
  return all;
}

}  // namespace dispatcher
