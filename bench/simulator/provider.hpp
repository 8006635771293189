#pragma once
// The provider's rules, without a socket: what becomes of one request. Sources:
// https://www.twilio.com/docs/proxy/api/sending-messages,
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
#include "bench/simulator/fault.hpp"
#include "bench/simulator/latency.hpp"
#include "bench/simulator/ledger.hpp"
#include "bench/simulator/request_reader.hpp"
#include "bench/simulator/script.hpp"
#include "bench/simulator/sha256.hpp"
#include "bench/simulator/sliding_window.hpp"

namespace simulator {

struct FaultChance {
  const Fault* fault = nullptr;
  double probability = 0;  ///< of each request that passed every check and limit
};

struct ProviderOptions {
  WindowOptions window{};
  /// Requests of one account that may be in flight; 0: no limit. The provider does not publish its
  /// own.
  std::size_t in_flight_max = 100;
  /// 201 in the provider's descriptions until 2024, 200 since.
  int success_status = 201;
  Latency latency{};
  /// How long a stalled request stays silent.
  std::chrono::microseconds stall = std::chrono::seconds{60};
  /// Value of the Retry-After header of a 429, as it is to appear.
  std::optional<std::string> retry_after{};
  std::vector<FaultChance> fault_chances{};  ///< probabilities add up to 1 at most
  std::uint64_t seed = 1;                    ///< of latencies and chance faults
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
      nullptr;  ///< whose slot this request holds; give the plan back to finished()
};

/// One thread.
class Provider {
 public:
  /// \param ledger  may be null; must outlive the provider
  Provider(ProviderOptions options, Accounts accounts, Script script, Ledger* ledger);

  /// The side effect happens here: the ledger's line is appended, and has to be flushed before the
  /// answer leaves. \param answer  receives the bytes
  Plan handle(const Request& request, Origin origin, Now now, std::string& answer);
  /// For bytes that are no request; the connection ends with the answer.
  Plan handle_malformed(ReadState state, Now now, std::string& answer);
  /// The answer is written, or never will be.
  void finished(const Plan& plan);

  Counters& counters() { return counters_; }

 private:
  struct Refusal {
    int status = 0;
    int code = 0;
    std::string message{};
  };
  struct Subject;

  std::optional<Refusal> check(const Request& request, Subject& subject);
  std::optional<Refusal> limit(Subject& subject, Now now);
  Plan refuse(const Refusal& refusal, const Subject& subject, Now now, std::string& answer);
  const Fault* choose_fault(const Subject& subject);
  void process(Subject& subject, Origin origin, const Fault* fault, Now now);
  Plan answer_plainly(const Subject& subject, Now now, std::string& answer);
  Plan play(const Fault& fault, const Subject& subject, Now now, std::string& answer);
  Head head_for(const Subject& subject) const;

  ProviderOptions options_;
  Accounts accounts_;
  Script script_;
  Ledger* ledger_;
  Counters counters_;
  std::unordered_map<SidBits, SlidingWindow, SidBitsHash> windows_;
  Random random_;
  Sha256 sha256_;
  std::uint64_t run_;  ///< tells this run's SIDs from another's, also with the same seed
  AnswerWriter writer_;
  std::uint64_t admitted_count_ = 0;
  std::size_t in_flight_count_ = 0;
  std::string text_;
};

}  // namespace simulator
