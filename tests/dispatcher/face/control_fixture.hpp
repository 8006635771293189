#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dispatcher/face/control.hpp"
#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/spool_care.hpp"
#include "dispatcher/message/outcome.hpp"
#include "net/local_client.hpp"
#include "net/loopback.hpp"
#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {

/// A daemon that says what a test wants.
class ModelDaemon final : public DaemonControl {
 public:
  DaemonStatus standing;
  HeldLanes held;
  LaneViews views;
  ShardSurvey surveyed;
  std::function<void(const std::string& service, std::uint64_t count)> on_infeasible;
  Why why;
  queue::DurableSpool* open_spool = nullptr;

  DaemonMetrics measured;  ///< but for its status, which is `standing`
  bool shards_answer = true;

  DaemonStatus status() const override { return standing; }
  DaemonMetrics metrics() const override {
    DaemonMetrics metrics = measured;
    metrics.status = standing;
    return metrics;
  }
  void survey(std::function<void(ShardSurvey)> done) override {
    if (!shards_answer) return unanswered_.push_back(std::move(done));
    done(surveyed);
  }
  void held_lanes(std::function<void(HeldLanes)> done) override { done(held); }
  /// Whichever of `views` are asked for.
  void lanes(std::vector<std::string> services, std::function<void(LaneViews)> done) override {
    LaneViews found;
    for (const LaneView& view : views) {
      if (std::ranges::find(services, view.service) != services.end()) found.push_back(view);
    }
    done(std::move(found));
  }
  void infeasible(const std::string& service, std::uint64_t count) override {
    if (on_infeasible) on_infeasible(service, count);
  }
  void explain(queue::MessageView, std::function<void(Why)> done) override { done(why); }
  queue::DurableSpool* spool() override { return open_spool; }

 private:
  std::vector<std::function<void(ShardSurvey)>> unanswered_;
};

/// A spool that takes nothing, or takes it and fails.
class RefusingSpool final : public queue::DurableSpool {
 public:
  RefusingSpool(queue::errc error, bool at_once) : error_(error), at_once_(at_once) {}

  const queue::SpoolState& state_at_open() const override { return state_; }
  void attach_shards(std::vector<queue::Ring<queue::SpoolEvent>*>,
                     std::function<std::size_t(const std::string&)>) override {}
  queue::ShardSpool& shard(std::size_t) override { std::abort(); }
  queue::Result<void> submit(queue::Intake intake) override {
    if (!at_once_) intake.done(error_);
    return at_once_ ? queue::Result<void>(error_) : queue::Result<void>();
  }
  queue::Result<void> control(queue::ControlRequest request) override {
    if (!at_once_) std::visit([this](auto& asked) { asked.done(error_); }, request);
    return at_once_ ? queue::Result<void>(error_) : queue::Result<void>();
  }
  queue::SpoolLevels levels() const override { return {}; }
  queue::SpoolActivity activity() const override { return {}; }
  queue::SpoolSigns signs() const override { return {}; }
  void ask_for_a_turn() override {}

 private:
  const queue::errc error_;
  const bool at_once_;
  const queue::SpoolState state_;
};

/// The control socket over a real spool, whose one shard sends nothing, and cancels what it is
/// asked to.
class ControlServer : public OptionsFiles {
 protected:
  ControlServer() {
    write("d.toml", minimal() + "[control]\nsocket = \"s\"\n");
    const auto options =
        spool_options(load_options(path("d.toml")).options, [this] { return runtime_.wall_now(); });
    std::string detail;
    auto opened = queue::DurableSpool::open(options, detail);
    EXPECT_TRUE(opened) << detail;
    spool_ = std::move(*opened);
    spool_->attach_shards({&events_}, [](const std::string&) { return std::size_t{0}; });
    daemon_.open_spool = spool_.get();
    daemon_.standing.state = DaemonState::running;
    answer_events();
  }

  ~ControlServer() override {
    runtime_.io().stop();
    if (thread_.joinable()) thread_.join();
    control_.reset();
    spool_.reset();
  }

  /// From here on the daemon belongs to its thread.
  void serve(KnownServices services = {"*"}, bool expires_infeasible = false,
             IntakeOptions intake = {}) {
    std::string detail;
    auto control = Control::start({runtime_,
                                   daemon_,
                                   std::move(services),
                                   ContentDigester(DigestKey{}),
                                   {"main"},
                                   expires_infeasible,
                                   IntakeGate(intake)},
                                  path("s"), detail);
    ASSERT_TRUE(control) << detail;
    control_ = std::move(*control);
    thread_ = std::thread([this] { runtime_.io().run(); });
  }

  /// Also on TCP, instead of `serve`; where.
  std::string serve_on_loopback(std::string_view http_token) {
    std::string detail;
    auto control =
        Control::start({runtime_, daemon_, {"*"}, ContentDigester(DigestKey{})}, path("s"), detail);
    EXPECT_TRUE(control) << detail;
    control_ = std::move(*control);
    const auto any_port = net::parse_loopback_address("127.0.0.1:0").value();
    const auto where = control_->listen_on(any_port, Secret(http_token), detail);
    EXPECT_TRUE(where) << detail;
    thread_ = std::thread([this] { runtime_.io().run(); });
    return *where;
  }

  net::LocalResponse ask(std::string method, std::string target, std::string body = {},
                         std::string content_type = {}) {
    if (!client_) {
      std::string detail;
      auto client = net::LocalClient::connect(path("s"), detail);
      EXPECT_TRUE(client) << detail;
      if (!client) return {.status = 0};
      client_.emplace(std::move(*client));
    }
    std::string detail;
    auto response = client_->call(
        {std::move(method), std::move(target), std::move(body), std::move(content_type)},
        std::chrono::seconds{20}, detail);
    EXPECT_TRUE(response) << detail;
    return response ? *response : net::LocalResponse{.status = 0};
  }

  static std::string line(const std::string& id, const std::string& body = "hello") {
    const auto key = id.empty() ? "" : "\"id\":\"" + id + "\",";
    return "{" + key + "\"service\":\"" + service_a + "\",\"session\":\"KC" + std::string(32, '0') +
           "\",\"participant\":\"KP" + std::string(32, '0') + "\",\"body\":\"" + body + "\"}\n";
  }

  net::Runtime runtime_{1};
  ModelDaemon daemon_;
  std::unique_ptr<queue::DurableSpool> spool_;
  std::map<std::string, WallTime> ended_at_;  ///< by id; the others end now

 private:
  void answer_events() {
    do {
      while (auto event = events_.try_pop()) {
        const auto* recalled = std::get_if<queue::Recalled>(&*event);
        if (recalled == nullptr) continue;
        for (const auto& entry : recalled->entries) answer_recall(entry);
      }
    } while (!events_.park());
    spool_->shard(0).flush();
  }
  void answer_recall(const queue::Recalled::Entry& entry) {
    if (!entry.outcome.empty()) return;
    const auto known = ended_at_.find(entry.message.id);
    Outcome outcome{.kind = OutcomeKind::cancelled};
    outcome.answered_at = known == ended_at_.end() ? runtime_.wall_now() : known->second;
    spool_->shard(0).request(queue::Settle{
        .key = entry.message.key, .outcome = encode_outcome(outcome), .decides = true});
  }

  queue::Ring<queue::SpoolEvent> events_{
      1024, [this] { post_to(runtime_, [this] { answer_events(); }); }};
  std::unique_ptr<Control> control_;
  std::optional<net::LocalClient> client_;
  std::thread thread_;
};

}  // namespace dispatcher
