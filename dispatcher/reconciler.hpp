#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dispatcher/message/interaction_list.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "dispatcher/outlet.hpp"
#include "dispatcher/policy/reconcile.hpp"
#include "dispatcher/service_lane.hpp"
#include "net/exchange.hpp"
#include "net/runtime.hpp"
#include "queue/spool.hpp"

namespace dispatcher {

/// A message whose fate is asked of the provider. It is in the due index, and handed out.
struct Inquiry {
  queue::StoredMessage stored;
  Message message;
  Progress progress;
  ServiceLane* lane = nullptr;
};

/// What a look at the list says of one message.
struct LookReport {
  bool complete = false;  ///< else it does not count, and the next lines say nothing
  Finding finding = Finding::absent;
  std::optional<Created> receipt{};  ///< with `found`
  std::uint32_t rows = 0;            ///< listed, over all pages
  int status = 0;                    ///< of the answer that failed the look; 0: none came
};

/// What a reconciler asks of its shard. The shard's thread.
class ReconcilerOwner {
 public:
  virtual ~ReconcilerOwner() = default;
  virtual void looked(Inquiry&& inquiry, const LookReport& report) = 0;
  virtual void find_receipts(queue::FindReceipts question) = 0;
  virtual void turn_soon() = 0;
};

/// Looks at the provider's lists of interactions, session by session: all messages of a session
/// that are due together share one listing. A listing takes its pages one after the other, through
/// the read window of its lane and the account's permits; only a complete one is a look. One
/// thread.
class Reconciler {
 public:
  /// Pages on their way at once, at most; and never more than a quarter of the connections.
  static constexpr std::size_t reads_max = 32;

  Reconciler(net::Runtime& runtime, ReconcilerOwner& owner);

  void add(Inquiry inquiry);
  /// Takes a message out, since somebody else decides about it; nothing: it is not here.
  std::optional<Inquiry> withdraw(queue::Sequence sequence);
  bool has(queue::Sequence sequence) const { return place_of_.contains(sequence); }

  /// Posts the pages that may go now.
  void step(TimePoint now);
  /// A page's exchange ended, or will never.
  void read_ended(std::uint32_t read, const net::Exchange& exchange);
  void on_receipts(queue::ReceiptsFound&& found);

  /// Messages here.
  std::size_t count() const { return place_of_.size(); }

 private:
  using ListingId = std::uint32_t;  // goes round, and far later than a listing lasts
  using SessionKey = std::pair<queue::LaneNumber, SidBinary>;

  struct Listing {
    SessionKey session{};
    ServiceLane* lane = nullptr;
    std::vector<Inquiry> inquiries;
    std::string target;  ///< of the page to read next
    std::size_t pages = 0;
    std::uint32_t rows_count = 0;
    std::chrono::microseconds clock_ahead{0};
    std::vector<InteractionRow> rows;  ///< those that can matter
    std::vector<bool> is_owned;        ///< of the first ones of `rows`, as far as it was asked
    bool begun = false;
  };

  void wait_for_turn(ListingId id);
  bool try_post(ListingId id, Listing& listing, TimePoint now);
  void take_page(ListingId id, Listing& listing, const net::Exchange& exchange);
  void slow_down(ServiceLane& lane, const net::Exchange& exchange);
  void ask_owners(ListingId id);
  void ask_next();
  void finish(ListingId id);
  void fail(ListingId id, int status);
  Listing take(ListingId id);
  std::vector<Sought> sought(const Listing& listing) const;

  net::Runtime& runtime_;
  ReconcilerOwner& owner_;
  InteractionListParser parser_;
  ListingId last_id_ = 0;
  std::unordered_map<ListingId, Listing> listings_;
  std::map<SessionKey, ListingId> joinable_;                 // not begun yet
  std::unordered_map<queue::Sequence, ListingId> place_of_;  // of each message
  std::deque<ListingId> waiting_;                            // for their next page
  std::deque<ListingId> unasked_;                            // read whole: whose are the rows
  bool asked_ = false;                                       // the front of `unasked_` is
  net::Timer wake_;
};

}  // namespace dispatcher
