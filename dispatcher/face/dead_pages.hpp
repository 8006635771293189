#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "dispatcher/face/control_ask.hpp"

/// What the daemon answers about dead letters (control_dead) and ended messages (control_purge),
/// as the commands read it.
namespace dispatcher {

struct DeadPageEnd {
  std::uint64_t unreadable = 0;
  std::uint64_t next = 0;  ///< 0: that was the last page
};

struct DeadListPage : DeadPageEnd {
  struct Row {
    std::string json;  ///< all of it
    std::string ended_at;
    std::string id;
    std::string service;
    std::string outcome;
    std::uint64_t code = 0;
    std::string text;
  };
  std::vector<Row> rows;
};

/// How many there are of a kind: of one outcome, status and code.
struct DeadKind {
  std::string outcome;
  std::uint64_t status = 0;
  std::uint64_t code = 0;
  std::string text;
  std::uint64_t count = 0;
};

struct DeadCountPage : DeadPageEnd {
  std::uint64_t matched = 0;
  std::vector<DeadKind> kinds;
};

struct DeadChangePage : DeadPageEnd {
  std::uint64_t matched = 0;
  std::uint64_t changed = 0;
  std::string next_due;  ///< of a retry
};

struct PurgePage : DeadPageEnd {
  std::uint64_t count = 0;       ///< forgotten, or to be forgotten
  std::uint64_t dead_count = 0;  ///< of these, dead letters
};

// Nothing: it is not understood. Pure.
std::optional<DeadListPage> parse_dead_list(std::string_view json);
std::optional<DeadCountPage> parse_dead_count(std::string_view json);
std::optional<DeadChangePage> parse_dead_change(std::string_view json);
std::optional<PurgePage> parse_purge(std::string_view json);

/// The kinds of all pages. What comes after so many kinds is counted as one that has no name.
class DeadKinds {
 public:
  static constexpr std::size_t kinds_max = 1'000;

  void add(const DeadCountPage& page);
  std::uint64_t matched() const { return matched_; }
  /// The most numerous first.
  std::vector<DeadKind> sorted() const;

 private:
  std::map<std::tuple<std::string, std::uint64_t, std::uint64_t>, DeadKind> kinds_;
  DeadKind others_;
  std::uint64_t matched_ = 0;
};

/// Asks for one page after the other.
class DeadPages {
 public:
  DeadPages(ControlAsk& daemon, Console& console, const WaitForStop& wait)
      : daemon_(daemon), console_(console), wait_(wait) {}

  /// \param target  of the page that begins there \param use  false: it is enough
  /// exit_done after the last page, or when it was enough; exit_not_all after a stop; else why
  /// there was no page, and it was told.
  template <class Page>
  ExitCode walk(const std::string& method,
                const std::function<std::string(std::uint64_t after)>& target,
                std::optional<Page> (*parse)(std::string_view),
                const std::function<bool(const Page&)>& use) {
    for (std::uint64_t after = 0;;) {
      ExitCode failed = exit_done;
      const auto body = answer_to({method, target(after), ""}, failed);
      if (!body) return failed;
      const auto page = parse(*body);
      if (!page) return not_understood();
      unreadable_ += page->unreadable;
      if (!use(*page)) return exit_done;
      if (page->next == 0) return told_unreadable();
      if (wait_({})) return exit_not_all;
      after = page->next;
    }
  }

 private:
  std::optional<std::string> answer_to(const net::LocalRequest& request, ExitCode& failed);
  ExitCode not_understood();
  ExitCode told_unreadable();

  ControlAsk& daemon_;
  Console& console_;
  const WaitForStop& wait_;
  std::uint64_t unreadable_ = 0;
};

}  // namespace dispatcher
