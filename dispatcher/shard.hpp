#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/held_lanes.hpp"
#include "dispatcher/lane_view.hpp"
#include "dispatcher/loaded_messages.hpp"
#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/payload.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "dispatcher/outlet.hpp"
#include "dispatcher/policy/doubt.hpp"
#include "dispatcher/policy/lane_limit.hpp"
#include "dispatcher/policy/lane_notices.hpp"
#include "dispatcher/policy/retry_policy.hpp"
#include "dispatcher/policy/texts_out.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "dispatcher/policy/why.hpp"
#include "dispatcher/reconciler.hpp"
#include "dispatcher/service_lane.hpp"
#include "dispatcher/shard_counters.hpp"
#include "dispatcher/shard_observer.hpp"
#include "dispatcher/shard_settings.hpp"
#include "dispatcher/shard_survey.hpp"
#include "net/runtime.hpp"
#include "queue/ring.hpp"
#include "queue/spool.hpp"
#include "queue/spool_control.hpp"

namespace dispatcher {

/// A request whose process died, or that nobody waits for any more, arrives within this, or never.
inline constexpr std::chrono::milliseconds requests_arrive_within{1'000};

/// Of one message, requests that a start takes for recent, at most: of more, most are long past.
inline constexpr std::uint32_t recent_requests_max = 16;

/// What was read of an exchange.
struct Answer {
  Evidence evidence;
  std::optional<Created> receipt;  ///< of a 2xx
};

/// What `on_late_answer` says of a message that two attempts sent.
inline constexpr auto confirmed_duplicate = "was sent twice: a late answer and its re-send agree";

/// One thread's share of the road: its lanes, its connections, and the walk of each message from
/// the spool to its outcome. Everything but `events` and `counters` belongs to its thread.
class Shard final : public OutletOwner, private ReconcilerOwner {
 public:
  /// Due within this time keeps `run --until-empty` waiting.
  static constexpr std::chrono::seconds empty_horizon{60};
  static constexpr std::size_t events_max = 4096;
  /// Messages ended early that the spool has not taken yet; what would be one more expires later.
  static constexpr std::size_t early_ends_max = 2048;
  /// Messages that the spool passes on and that have not come yet.
  static constexpr std::uint32_t passed_max = 2048;

  /// \param first_slot  intent slots of this shard are numbered from here
  Shard(ShardSettings settings, net::Runtime& runtime, std::uint32_t first_slot,
        ShardObserver& observer);

  /// Intent slots of a shard with these options: as many messages can be in doubt after a crash.
  static std::size_t slots_needed(const ShardOptions& options);

  /// Where the spool puts what it has to tell. Any thread.
  queue::Ring<queue::SpoolEvent>& events() { return events_; }
  const ShardCounters& counters() const { return counters_; }

  /// Runs until drained or stopped. `spool` outlives the run.
  void run(queue::ShardSpool& spool);
  /// No new attempts; `run` returns when what is in flight has ended. Any thread.
  void drain();
  /// `run` returns now; what is in flight will be in doubt. Any thread.
  void stop();

  /// Works by other settings from now on: those of its options that shard_settings.hpp names stay.
  /// Nothing on its way is cut. Any thread; `done` comes on the shard's, unless the shard ends
  /// first.
  void reload(std::shared_ptr<const ShardSettings> settings, std::function<void()> done);

  /// Why an open message is not sent yet, but for `out_of_space`, which the caller knows. Any
  /// thread; `done` comes on the shard's, unless the shard ends first.
  void explain(queue::MessageView message, bool out_of_space, std::function<void(Why)> done);
  /// Any thread; `done` comes on the shard's, unless the shard ends first.
  void held_lanes(std::function<void(HeldLanes)> done);
  /// How these lanes stand, those of them that the shard has. Any thread; `done` likewise.
  void lanes(std::vector<std::string> services, bool out_of_space,
             std::function<void(LaneViews)> done);
  /// How it stands now. Any thread; `done` likewise.
  void survey(std::function<void(ShardSurvey)> done);
  /// Intake found so many messages of a lane that cannot be sent before they expire. Any thread.
  void infeasible(std::string service, std::uint64_t count);

 private:
  // What the spool tells (shard_feed.cpp).
  void take_events();
  void bind_earlier(ServiceLane& lane, WallTime arrived_latest);
  void bind_earlier(ServiceLane& lane, const Progress& progress);
  void on_event(queue::LaneOpened&& event);
  void on_event(queue::LaneHoldChanged&& event);
  void on_event(queue::PassedOn&& event);
  void on_event(queue::LaneGrew&& event);
  void on_event(queue::LaneRead&& event);
  void on_event(queue::DueRead&& event);
  void on_event(queue::DueBlocks&& event);
  void on_event(queue::Armed&& event);
  void on_event(queue::InDoubt&& event);
  void on_event(queue::Recalled&& event);
  void on_event(queue::ReceiptsFound&& event) { reconciler_.on_receipts(std::move(event)); }
  void on_event(queue::GroupHoldChanged&& event);
  void on_event(queue::SpoolStatus&& event);
  void on_event(queue::SpoolFailed&& event);
  ServiceLane& lane_of(queue::LaneNumber number);
  template <class Take>
  void take_each(std::vector<queue::StoredMessage>& messages, const Take& take);
  void arrive_all(std::vector<queue::StoredMessage>& messages, bool from_due);
  void take_passed(queue::StoredMessage&& stored);
  void arrive(queue::StoredMessage&& stored, bool from_due);
  void block_at_start(const queue::StoredMessage& stored, const Message& message);
  OrderKey order_key(const Message& message, queue::Sequence sequence) const;
  void decide_again(queue::Recalled::Entry&& entry);

  // What the lanes want read (shard_reads.cpp).
  void has_more(ServiceLane& lane, Priority priority);
  void hungry(ServiceLane& lane);
  void want_equal_texts(const LoadedMessage& message);
  void feed_hungry();
  bool feed(ServiceLane& lane);
  std::size_t look_ahead_per_lane() const;
  bool has_room(const ServiceLane& lane, Priority priority, std::size_t loaded_max) const;

  // What an attempt comes to (shard_settle.cpp).
  ArmResult arm(Handle handle) override;
  void revoke(Handle handle) override;
  void expire(Handle handle) override;
  void ended(Handle handle, const net::Exchange& exchange) override;
  void superseded(Handle handle) override;
  void late(const net::Exchange& exchange) override;
  void act(Handle handle, const Verdict& verdict, const net::Exchange& exchange,
           const std::optional<Created>& receipt, bool limit_was_read);
  Answer read_answer(const net::Exchange& exchange, const Progress& before);
  void settle(Handle handle, OutcomeKind kind, const std::optional<Created>& receipt,
              std::uint32_t duplicates_confirmed = 0);
  void settle_apart(const queue::StoredMessage& stored, std::uint32_t slot, OutcomeKind kind,
                    const Progress& progress, const std::optional<Created>& receipt = {},
                    queue::HistoryNote note = {}, bool decides = false);
  void give_back(Handle handle);
  void leave(Handle handle);
  std::uint32_t free_slot(LoadedMessage& message);

  // What waits apart (shard_waits.cpp).
  bool wait_apart(Handle handle, Wait wait);
  void defer(Handle handle, WallTime due, bool in_doubt);
  bool waits_for_budget(Handle handle);

  // What may have been sent, or was sent as nobody knows what (shard_doubt.cpp).
  void doubt(Handle handle);
  void look_up_receipt(Handle handle);
  void inquire(queue::StoredMessage&& stored, Message&& message, const Progress& progress);
  void looked(Inquiry&& inquiry, const LookReport& report) override;
  void conclude(Inquiry&& inquiry, Finding finding, queue::HistoryNote&& note);
  void step_apart(const queue::StoredMessage& stored, const Message& message, std::uint32_t slot,
                  Progress& progress, const DoubtStep& step, queue::HistoryNote&& note);
  void end_inquiry(const Inquiry& inquiry, bool participant_goes_on);
  void find_receipts(queue::FindReceipts question) override;
  void read_ended(std::uint32_t read, const net::Exchange& exchange) override;
  void keep_text_out(const queue::MessageKey& key, TextKey text);
  void text_is_in(queue::Sequence sequence, const Progress& progress, bool may_turn_up);
  void text_is_in(LoadedMessage& message, bool may_turn_up);

  // What is learned later (shard_recall.cpp).
  struct LateAnswer {
    Verdict verdict{};
    Answer answer{};
    RequestId request_id{};
  };
  void settle_late(const queue::Recalled::Entry& entry, Progress&& progress,
                   const LateAnswer& late);
  bool was_tried(ServiceLane& lane, const queue::MessageKey& key, const Message& message);
  void carry_out(const queue::Recalled::Entry& entry, Progress&& progress);
  void compare(const queue::StoredMessage& stored, const Outcome& outcome, const LateAnswer& late);

  // What cannot be sent in time (shard_deadlines.cpp).
  void note_infeasible(const std::string& service, std::uint64_t count);
  void tell_infeasible();
  LaneLimit limit_of(const ServiceLane& lane) const;
  bool ends_early(ServiceLane& lane, const queue::StoredMessage& stored, const Message& message,
                  bool from_due);

  // Why a message waits (shard_explain.cpp).
  WaitFacts facts(const queue::MessageView& message);
  void add_place(const queue::MessageView& message, const Message& decoded, ServiceLane& lane,
                 WaitFacts& facts);
  void add_lane(ServiceLane& lane, Priority priority, WaitFacts& facts);
  LaneView view(ServiceLane& lane, bool out_of_space);
  std::optional<Why> why_waits(ServiceLane& lane, bool out_of_space);
  std::optional<LaneView::Sendable> oldest_sendable(const ServiceLane& lane);

  // What it means for the lane (shard_lanes.cpp).
  TimePoint arrived_latest(const ServiceLane& lane, const net::Exchange& exchange) const;
  void slow_lane(ServiceLane& lane, Wait wait, const net::Exchange& exchange, bool limit_was_read);
  void hold_lane(ServiceLane& lane, std::string reason);
  bool hold_quietly(ServiceLane& lane, std::string reason);
  void refuse_lane(ServiceLane& lane, const Progress& progress);
  bool storm(Handle handle, const net::Exchange& exchange);
  void resume_lane(ServiceLane& lane);
  void count_if_held(ServiceLane& lane);
  void hold_changed(ServiceLane& lane, bool was_held);

  // Another configuration (shard_reload.cpp).
  void apply(const ShardSettings& settings);
  std::vector<std::unique_ptr<Outlet>> outlets_of(const AccountDirectory& accounts);
  void assign(ServiceLane& lane);
  void consider(ServiceLane& lane);
  bool is_of_present(Handle handle, const net::Exchange& exchange);
  void drop_drained();

  // The loop (shard.cpp).
  void turn();
  void turn_soon() override;
  void trouble(const Account& account, const std::string& what) override;
  void endpoint_works(const Account& account) override;
  void publish();
  void ask_status(TimePoint now);
  bool idle() const;
  bool is_busy() const;
  std::size_t refused_lanes_count() const;

  ShardOptions options_;
  net::Runtime& runtime_;
  AccountDirectory accounts_;
  ShardObserver& observer_;
  ShardCounters counters_;
  queue::ShardSpool* spool_ = nullptr;

  LoadedMessages loaded_;
  ReplyParser replies_;
  Reconciler reconciler_;
  TextsOut texts_;
  struct TextApart {
    TextKey text = 0;
    queue::MessageKey key;
  };
  /// Texts that are out because of a message that is in the due index: by its sequence.
  std::unordered_map<queue::Sequence, TextApart> texts_apart_;
  std::unordered_map<std::string, std::string> group_holds_;  // by group: why
  ChainPool chains_;                                          // of all lanes
  std::unordered_map<queue::LaneNumber, std::unique_ptr<ServiceLane>> lanes_;
  std::unordered_map<std::string_view, ServiceLane*> lanes_by_name_;
  /// One per account, in their order; behind them those of accounts that went, until all is quiet.
  std::vector<std::unique_ptr<Outlet>> outlets_;
  net::PoolCounters counted_;         // by outlets that are gone
  std::vector<ServiceLane*> hungry_;  // may want more from the spool
  std::size_t reads_outstanding_ = 0;
  std::size_t parked_count_ = 0;

  const std::uint32_t first_slot_;
  std::vector<Handle> slot_owner_;  // by slot - first_slot_
  std::vector<std::uint32_t> free_slots_;

  bool turn_pending_ = false;
  bool draining_ = false;
  bool spool_failed_ = false;
  bool status_asked_ = false;
  std::size_t early_ends_out_ = 0;    // that the spool may not have taken yet
  std::size_t early_ends_asked_ = 0;  // of these, those before the question that is out
  TimePoint status_next_at_{};
  net::Timer status_timer_;
  std::array<std::size_t, hold_causes_count> lanes_held_{};  // by cause
  const WallTime began_at_;
  LaneNotices infeasible_notices_;
  net::Timer notices_timer_;
  /// Requests that linger: which message each was; bounded as the pools bound them.
  std::unordered_map<std::uint64_t, queue::MessageKey> lingering_;
  /// Late answers by sequence, until the spool has recalled their messages.
  std::unordered_map<queue::Sequence, LateAnswer> late_;
  queue::Ring<queue::SpoolEvent> events_;
};

}  // namespace dispatcher
