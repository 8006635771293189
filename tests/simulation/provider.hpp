#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/trace.hpp"

namespace simulation {

/// A request as it reached the provider.
struct Request {
  bool is_post = false;
  std::string service, session, participant;
  std::string text;          ///< decoded
  std::uint32_t page = 0;    ///< of a list
  TimePoint begun_at{};      ///< when the client wrote its first byte
  TimePoint written_at{};    ///< and its last
  std::uint32_t number = 0;  ///< of the posts, from 1
};

/// What is done with the connection once an answer was written.
enum class After : std::uint8_t { keep, finish, reset };

/// Gives the answer to a request; empty bytes: only the end. False: nobody is there to get it.
using AnswerDoor = std::function<bool(std::string bytes, After after)>;

/// A text that the provider took on.
struct Row {
  std::string interaction, service, session, participant, text;
  TimePoint made_at{};
  TimePoint visible_at{};
  std::uint32_t request = 0;
};

/// Hears what comes to the provider.
class ProviderWatch {
 public:
  virtual ~ProviderWatch() = default;
  /// A message's request arrived. \param counted_count  of its Service within the window, this one
  /// included
  virtual void on_post(const Request& request, std::size_t counted_count) = 0;
  virtual void on_row(const Row& row) = 0;
  /// A 429 with this Retry-After is on its way, and there by `at`.
  virtual void on_told_to_wait(const std::string& service, TimePoint at, Duration wait) = 0;
};

/// The provider, written from its contract alone: a window for each Service, a cap on requests in
/// flight, a list that shows texts late, and a ledger of what it took on.
class Provider {
 public:
  static constexpr std::chrono::seconds window{5};
  /// It works on no request longer, and shows each text by then.
  static constexpr std::chrono::seconds processing_max{29};
  static constexpr std::chrono::seconds visibility_max{58};

  Provider(const Plan& plan, Agenda& agenda, Faults& faults, Trace& trace, ProviderWatch& watch)
      : plan_(plan), agenda_(agenda), faults_(faults), trace_(trace), watch_(watch) {}

  void on_request(Request request, AnswerDoor answer);

  const std::vector<Row>& ledger() const { return ledger_; }
  std::uint32_t posts_count() const { return posts_count_; }

 private:
  /// A request on its way through the provider.
  struct Work {
    Request request;
    AnswerDoor answer;
    Duration takes{};  ///< until it is done
  };

  void on_post(Work work);
  void on_list(Work work);
  bool meet_storm(const Work& work);
  void meet(const Fault& fault, Work work);
  void meet_processed(const Fault& fault, const Work& work);
  void meet_refused(const Fault& fault, const Work& work);
  bool window_is_full(const Request& request, std::size_t& counted_count);
  void uncount(const Request& request);
  void process_at(TimePoint at, const Request& request, const AnswerDoor& answer,
                  const std::function<std::string(const Row&)>& answer_of, Duration answer_after,
                  After after);
  void say(const Work& work, std::string bytes, After after = After::keep);
  Row make_row(const Request& request);
  std::string success(const Row& row) const;
  std::string error(int status, int code, const std::string& fields = "") const;
  std::string head(int status, std::size_t body_bytes, const std::string& fields) const;
  std::string listing(const Request& request) const;

  const Plan& plan_;
  Agenda& agenda_;
  Faults& faults_;
  Trace& trace_;
  ProviderWatch& watch_;
  std::uint32_t posts_count_ = 0;
  std::uint32_t in_flight_count_ = 0;
  std::map<std::string, std::vector<TimePoint>> counted_;  // of the window, by Service
  std::vector<Row> ledger_;
};

/// Parts of it that only know their arguments (answers.cpp).
std::string http_date(Duration since_start);
std::string row_json(const Row& row, Duration since_start_of_row);
/// Reads head and body of one whole request; false: it is none that the provider knows.
bool parse_request(std::string_view bytes, Request& request);

}  // namespace simulation
