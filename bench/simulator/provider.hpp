#pragma once
// The provider's rules, without a socket: what becomes of one request. Sources:
// https://www.twilio.com/docs/proxy/api/sending-messages,
// https://www.twilio.com/docs/proxy/api/interaction,
// https://www.twilio.com/docs/proxy/proxy-limits, https://www.twilio.com/docs/api/errors/20429
// (requests in flight), https://www.twilio.com/docs/api/errors.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/simulator/account.hpp"
#include "bench/simulator/answer.hpp"
#include "bench/simulator/counters.hpp"
#include "bench/simulator/duration.hpp"
#include "bench/simulator/fault.hpp"
#include "bench/simulator/foreign_rows.hpp"
#include "bench/simulator/interaction_rows.hpp"
#include "bench/simulator/latency.hpp"
#include "bench/simulator/ledger.hpp"
#include "bench/simulator/page_query.hpp"
#include "bench/simulator/request_reader.hpp"
#include "bench/simulator/script.hpp"
#include "bench/simulator/sha256.hpp"
#include "bench/simulator/sliding_window.hpp"

namespace simulator {

struct FaultChance {
  const Fault* fault = nullptr;
  double probability = 0;  ///< of each request that passed every check and limit
};

/// What clients can read again, and how.
struct ReadOptions {
  bool keep_rows = false;  ///< false: nothing
  std::size_t rows_max = 1'000'000;
  /// How long after its date a row appears.
  DurationRange visible_after{};
  /// How much the clock that dates rows is ahead.
  std::chrono::microseconds row_clock{0};
  /// Of each Service and each way to read.
  WindowOptions window{};
  /// Of answers to reads that passed every check and limit; probabilities add up to 1 at most.
  std::vector<FaultChance> fault_chances{};
};

/// Limits that are others from some time on: the provider changed its mind, or another client of
/// the account takes its part.
struct LimitChange {
  std::chrono::microseconds after{0};  ///< the first POST
  std::optional<std::size_t> requests_max{};
  std::optional<std::size_t> in_flight_max{};
};

struct ProviderOptions {
  WindowOptions window{};
  /// Requests of one account that may be in flight; 0: no limit. The provider does not publish its
  /// own.
  std::size_t in_flight_max = 100;
  std::vector<LimitChange> limit_changes{};  ///< ascending
  /// 201 in the provider's descriptions until 2024, 200 since.
  int success_status = 201;
  Latency latency{};
  /// How long a stalled request stays silent.
  std::chrono::microseconds stall = std::chrono::seconds{60};
  /// Value of the Retry-After header of a 429, as it is to appear.
  std::optional<std::string> retry_after{};
  std::vector<FaultChance> fault_chances{};  ///< probabilities add up to 1 at most
  std::uint64_t seed = 1;                    ///< of latencies, chance faults and visibility
  ReadOptions reads{};
};

/// Where a request came from.
struct Origin {
  std::uint64_t connection = 0;
  std::uint64_t request = 0;  ///< which one on that connection, from 1
};

/// What the server has to do for one request, beside writing the answer's bytes (there may be
/// none).
struct Plan {
  enum class Ending { keep_open, close, reset };
  std::chrono::microseconds delay{0};
  Ending ending = Ending::keep_open;
  Account* in_flight_of =
      nullptr;           ///< whose slot this request holds; give the plan back to finished()
  SteadyTime came_at{};  ///< while it holds one
};

/// One thread.
class Provider {
 public:
  /// \param ledger  may be null; must outlive the provider
  Provider(ProviderOptions options, Accounts accounts, Script script, Ledger* ledger,
           ForeignRows foreign = {});

  /// The side effect happens here: the ledger's line is appended, and has to be flushed before the
  /// answer leaves. \param answer  receives the bytes
  Plan handle(const Request& request, Origin origin, Now now, std::string& answer);
  /// For bytes that are no request; the connection ends with the answer.
  Plan handle_malformed(ReadState state, Now now, std::string& answer);
  /// The answer is written, or never will be.
  void finished(const Plan& plan, SteadyTime now);

  Counters& counters() { return counters_; }

 private:
  using Windows = std::unordered_map<SidBits, SlidingWindow, SidBitsHash>;

  struct Refusal {
    int status = 0;
    int code = 0;
    std::string message{};
  };
  /// One request on its way through the checks.
  struct Subject {
    Account* account = nullptr;
    bool keep_alive = true;
    Route route{};
    HexDigest body_sha256{};
    std::uint64_t number = 0;
    SteadyTime came_at{};
    std::chrono::microseconds delay{0};
    std::string ki{};
    std::string sm{};
    std::string_view sha256_text() const { return {body_sha256.data(), body_sha256.size()}; }
    SessionKey session_key() const { return {route.service_bits, route.session_bits}; }
  };

  std::optional<Refusal> check(const Request& request, Subject& subject);
  std::optional<Refusal> check_message(const Request& request);
  void change_limits(Now now);
  std::optional<Refusal> limit(Subject& subject, Windows& windows, const WindowOptions& options,
                               Now now);
  Plan refuse(const Refusal& refusal, const Subject& subject, Now now, std::string& answer);
  Refusal not_found(const Request& request) const;
  Head head_for(const Subject& subject) const;
  Plan plan_for(const Subject& subject) const;

  Plan handle_message(const Request& request, Origin origin, Subject& subject, Now now,
                      std::string& answer);
  void process(Subject& subject, Origin origin, const Fault* fault, Now now);
  void write_success(const Subject& subject, Now now, std::string& answer);

  // provider_reads.cpp
  Plan handle_read(const Request& request, Subject& subject, Now now, std::string& answer);
  std::optional<Refusal> check_read(const Request& request, const Subject& subject,
                                    PageQuery& query, Now now) const;
  void append_list(const Request& request, const Subject& subject, const PageQuery& query, Now now);
  void append_row(const Subject& subject, InteractionRows::Numbered numbered);
  void keep_row(const Subject& subject, Now now);
  void keep_foreign_rows(const Subject& subject, Now now);
  InteractionRow row_for(const Subject& subject, std::chrono::microseconds offset, Now now);

  // provider_faults.cpp
  const Fault* choose_fault(const Subject& subject);
  static const Fault* draw_fault(const std::vector<FaultChance>& chances, Random& random);
  void spoil(const Fault& fault, const Subject& subject, Now now, std::string& answer, Plan& plan);

  ProviderOptions options_;
  Accounts accounts_;
  Script script_;
  ForeignRows foreign_;
  Ledger* ledger_;
  Counters counters_;
  Windows windows_;
  Windows list_windows_;
  Windows fetch_windows_;
  Random random_;
  Random read_random_;  ///< so that reads do not change what becomes of messages
  Sha256 sha256_;
  std::uint64_t run_;  ///< tells this run's SIDs from another's, also with the same seed
  std::uint64_t interactions_count_ = 0;  ///< the latest one's number: the second half of its SIDs
  std::optional<InteractionRows> rows_;
  AnswerWriter writer_;
  ClockText row_clock_text_;
  std::optional<SteadyTime> first_post_at_;
  std::size_t changes_made_ = 0;
  std::uint64_t admitted_count_ = 0;
  std::size_t in_flight_count_ = 0;
  std::string text_;
  std::string read_body_;
};

}  // namespace simulator
