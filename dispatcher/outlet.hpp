#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/account.hpp"
#include "dispatcher/loaded_messages.hpp"
#include "dispatcher/policy/breaker.hpp"
#include "dispatcher/policy/completion_rate.hpp"
#include "dispatcher/policy/connect_pace.hpp"
#include "dispatcher/policy/refusal_watch.hpp"
#include "dispatcher/policy/retry_budget.hpp"
#include "dispatcher/service_lane.hpp"
#include "net/pool.hpp"
#include "net/runtime.hpp"

namespace dispatcher {

/// What an outlet asks of its shard. The shard's thread.
class OutletOwner {
 public:
  virtual ~OutletOwner() = default;
  enum class ArmResult : std::uint8_t {
    armed = 1,
    no_slot,   ///< no intent slot is free: nothing has changed
    deferred,  ///< it has to wait for another message, or has expired: it is taken no more
  };
  /// Writes the intent of a message that may leave soon.
  virtual ArmResult arm(Handle handle) = 0;
  /// Takes the intent back; the message waits again at its place.
  virtual void revoke(Handle handle) = 0;
  /// The message expired before its write.
  virtual void expire(Handle handle) = 0;
  /// An attempt ended: `exchange` tells how. The message is the shard's again.
  virtual void ended(Handle handle, const net::Exchange& exchange) = 0;
  /// A late answer to an earlier attempt said that the message was sent before this one was
  /// written: it is not written.
  virtual void superseded(Handle handle) = 0;
  /// An exchange that ended with `lingers` came to its end; `tag` tells which.
  virtual void late(const net::Exchange& exchange) = 0;
  /// A page that `post_read` asked for has come, or never will.
  virtual void read_ended(std::uint32_t read, const net::Exchange& exchange) = 0;
  /// Something may move now: a turn of the shard should follow.
  virtual void turn_soon() = 0;
  /// The endpoint cannot be reached, is refused, or fails: a sentence for an operator.
  virtual void trouble(const Account& account, const std::string& what) = 0;
  /// The endpoint, which failed again and again, works.
  virtual void endpoint_works(const Account& account) = 0;
};

/// A shard's way out to one account: whose turn it is (step 5 of the road), how many are armed
/// (6), and the write itself (7). One thread.
class Outlet final : private net::PoolListener {
 public:
  struct Options {
    net::PoolOptions pool;
    ConnectPaceOptions connect_pace;
    /// Outlets that share the intent slots of their shard.
    std::size_t outlets_count = 1;
  };

  /// Intents of one shard that are not written yet, at most: they are in doubt after a crash.
  static constexpr std::size_t armed_max(std::size_t connections_max) {
    return std::min<std::size_t>(connections_max, 256);
  }

  /// An armed message that has not left after this long goes back: its place in the order, and the
  /// doubt after a crash, should not hang on a connection that does not come.
  static constexpr std::chrono::milliseconds armed_age_max{1000};

  /// What the outlet calls a read of its own; no other has this number.
  static constexpr std::uint32_t own_read = ~std::uint32_t{0};

  Outlet(std::shared_ptr<const Account> account, Options options, net::Runtime& runtime,
         LoadedMessages& loaded, OutletOwner& owner);

  /// The account as it is now configured may go on with the connections that there are.
  bool serves(const Account& account) const;
  /// Goes over to it, and to other options: the next request has its credential, the next handshake
  /// its trust. Whatever was refused or failed is tried again at once.
  void renew(std::shared_ptr<const Account> account, const Options& options);
  /// Forgets who may go: lanes may have become another outlet's.
  void clear_round();

  /// Something of `lane` may be able to go.
  void consider(ServiceLane& lane);
  /// Arms what can leave soon, in turns over the lanes.
  void arm(TimePoint now);
  /// The intent of `handle` is durable.
  void armed(Handle handle) {
    prefetch(loaded_[handle].message.body);  // its request is built soon
    writable_.push_back(handle);
  }
  bool has_writable() const { return !writable_.empty(); }
  /// Writes what may be written now.
  void post(TimePoint now, WallTime wall_now);

  /// Posts the GET of `target`; false: no connection or no permit is free for it now.
  bool post_read(std::uint32_t read, std::string_view target);
  /// As the provider's own addresses name it.
  std::string_view authority() const { return requests().authority(); }
  const std::string& account_name() const { return account_->name; }

  /// The answer to `message` shows that the provider counted it and took it.
  void taken(const LoadedMessage& message, const net::Exchange& exchange, TimePoint now);
  /// It was refused with a 429: the limit that this was about, the lane's own or the account's, is
  /// lowered to what the provider took. Frees the request's slot, and closes the lane until what it
  /// has on its way is answered. False: nobody is to blame, so it was about something else.
  bool refused(const LoadedMessage& message, const net::Exchange& exchange,
               TimePoint arrived_latest, TimePoint now);

  /// No new attempts; what is in flight ends as it would.
  void drain();
  bool draining() const { return draining_; }
  /// It drains, nothing is on its way any more, and nothing late is waited for: it may go, from
  /// within none of its calls.
  bool drained() const;

  bool quiet() const { return armed_count_ == 0 && in_flight_count_ == 0; }
  std::size_t in_flight_count() const { return in_flight_count_; }
  std::size_t armed_count() const { return armed_count_; }
  const net::PoolCounters& counters() const { return pool_.counters(); }
  /// Connections that stand.
  std::size_t open_count() const {
    return pool_.ready_count() + pool_.busy_count() + pool_.lingering_count();
  }
  /// The certificate or host name is refused: nothing is sent until a handshake succeeds.
  bool refused() const { return connect_pace_.is_refused(); }
  /// There is a connection, one is coming, or none was wanted.
  bool reachable() const {
    return pool_.ready_count() + pool_.busy_count() > 0 || connect_pace_.is_well();
  }
  /// It answers no request as it should: only probes leave.
  bool failing() const { return breaker_.is_open(); }
  /// With failing(): when the next one leaves.
  TimePoint probe_at() const { return breaker_.probe_at(); }
  /// When a connection is tried next, while there is none.
  TimePoint connect_at() const { return connect_pace_.try_at(); }
  bool account_full() const { return cap_.full(); }
  /// An operator says that the cause of a refusal is gone.
  void probe_now();
  /// What was written before was under another credential.
  TimePoint credential_since() const { return credential_since_; }
  /// Of the account's re-sends, all lanes together.
  RetryBudget& retry_budget() { return budget_; }

 private:
  void on_answer(std::uint64_t tag) override;
  void on_exchange(const net::Exchange& exchange) override;
  void on_late_exchange(const net::Exchange& exchange) override;
  void on_read(const net::Exchange& exchange);
  void judge(const net::Exchange& exchange, bool is_probe);
  void tell_endpoint();
  void on_connect_failed(boost::system::error_code error, std::string_view detail) override;
  void on_ready() override;

  std::size_t arm_limit(TimePoint now);
  std::size_t in_flight_limit(TimePoint now) const;
  ServiceLane* next_lane(TimePoint now, Choice& choice);
  void foresee_turns() const;
  std::optional<Handle> arm_next(TimePoint now);
  bool still_allowed(Handle handle, TimePoint now) const;
  void unarm(Handle handle);
  void take_back(Handle handle);
  void retry_by(TimePoint at);

  void want_connections(TimePoint now);
  void probe(TimePoint now);
  void probe_by_list(TimePoint now);
  void end_own_read(const net::Exchange& exchange);
  void renew_trust();
  void renew_credential();
  void no_connection(boost::system::error_code error, std::string_view detail);
  const RequestBuilder& requests() const {
    return renewed_requests_ ? *renewed_requests_ : account_->requests;
  }

  std::shared_ptr<const Account> account_;
  AccountCap& cap_;  // the account's, whatever else of it changes
  Options options_;
  net::Runtime& runtime_;
  LoadedMessages& loaded_;
  OutletOwner& owner_;
  std::deque<ServiceLane*> round_;   // lanes that may go, in turns
  std::deque<Handle> writable_;      // their intents are durable, in the order of arming
  std::size_t armed_count_ = 0;      // intents asked for and not written or taken back
  std::size_t in_flight_count_ = 0;  // of messages
  std::size_t reads_count_ = 0;      // in flight
  bool read_wanted_ = false;         // one found no connection
  std::uint64_t posts_count_ = 0;    // makes each tag its own: handles are used again
  std::shared_ptr<net::TlsContext> tls_;
  ConnectPace connect_pace_;
  CompletionRate completions_;
  RefusalWatch refusals_;
  Breaker breaker_;
  RetryBudget budget_;
  std::unique_ptr<RequestBuilder> renewed_requests_;  // with a credential read later; null: none
  TimePoint credential_since_{};
  TimePoint refused_probe_at_{};             // no message probes a refused account before
  std::optional<Handle> trial_;              // the message that probes a failing endpoint
  std::optional<std::uint64_t> probe_read_;  // the tag of the read that does
  ServiceLane* own_read_lane_ = nullptr;     // whose list the outlet's own read reads
  RequestBuffer request_;
  bool draining_ = false;
  net::Timer retry_;  // when a connect or probe may be tried again, or a permit may be free
  TimePoint retry_at_ = TimePoint::max();
  net::Pool pool_;  // last: its callbacks use all of the above
};

}  // namespace dispatcher
