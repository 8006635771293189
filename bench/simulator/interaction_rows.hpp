#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/simulator/clock_text.hpp"
#include "bench/simulator/route.hpp"
#include "bench/simulator/sliding_window.hpp"

namespace simulator {

struct SessionKey {
  SidBits service{};
  SidBits session{};
  bool operator==(const SessionKey&) const = default;
};

/// One interaction as it is kept: about 150 bytes and its text.
struct InteractionRow {
  SessionKey of{};
  SidBits participant{};
  WallTime created{};
  SteadyTime visible_at{};  ///< before it no list shows the row
  std::string content{};    ///< the text, or the whole of `data`
  bool is_data = false;     ///< which of them
  bool is_voice = false;
  bool is_inbound = false;
};

/// The interactions of all Sessions, in memory, so many at most: the oldest are forgotten. Rows are
/// numbered from 1 as they come. One thread.
class InteractionRows {
 public:
  struct Numbered {
    std::uint64_t number = 0;
    const InteractionRow* row = nullptr;
  };
  struct Page {
    std::vector<Numbered> rows{};  ///< the newest first; valid until the next append
    bool has_more = false;         ///< older ones that are visible
  };

  /// \param rows_max  from 1
  explicit InteractionRows(std::size_t rows_max) : rows_max_{rows_max} {}

  /// \param number  one more than the last time
  void append(std::uint64_t number, InteractionRow row);

  /// \return  nullptr: forgotten, not visible yet, or there never was one
  const InteractionRow* find(const SessionKey& session, std::uint64_t number, SteadyTime now) const;

  /// Rows of a Session that are older than row `before`, whatever came meanwhile.
  /// \param before  0: from the newest on; a forgotten one has nothing before it
  Page page(const SessionKey& session, std::uint64_t before, std::size_t rows_max,
            SteadyTime now) const;

 private:
  struct Kept {
    InteractionRow row{};
    std::uint64_t previous = 0;  ///< the row before it in its Session; 0, or forgotten: none
  };
  struct SessionKeyHash {
    std::size_t operator()(const SessionKey& key) const;
  };

  const Kept* kept(std::uint64_t number) const;
  void forget_oldest();

  std::size_t rows_max_;
  std::uint64_t first_number_ = 1;  ///< of the oldest row that is kept
  std::deque<Kept> rows_;
  std::unordered_map<SessionKey, std::uint64_t, SessionKeyHash> newest_of_;
};

}  // namespace simulator
