#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "queue/books.hpp"
#include "queue/durable_spool.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// Takes outcomes away that are old, in short steps, with all that hangs on them: each in one
/// commit. The spool thread only.
class Forgetter {
 public:
  /// What may wait; more is refused.
  static constexpr std::size_t waiting_max = 64;
  using ReadOutcome = std::function<std::optional<OutcomeFacts>(std::string_view)>;

  Forgetter(Books& books, ReadOutcome read_outcome)
      : books_(books), read_outcome_(std::move(read_outcome)) {}

  /// False: too many wait.
  bool forget(Forget&& forget);

  struct Forgotten {
    std::function<void(Result<Forget::Page>)> done;
    Forget::Page page;
  };
  /// Puts some into the commit in the making. What comes back is answered once that is synced.
  std::optional<Forgotten> forget_some();
  /// There is more to do at once.
  bool more() const { return !asked_.empty(); }
  /// Nothing of it will be done any more.
  void abandon(boost::system::error_code error);

 private:
  struct Asked {
    Forget forget;
    Forget::Page page{};
    std::uint64_t after = 0;  // how far it is
    std::uint32_t looked_count = 0;
  };
  /// An outcome that is old enough.
  struct Old {
    std::uint64_t number = 0;
    std::string id;
    std::string receipt;
    std::optional<MessageKey> key{};  // of the id, which may be another message's by now
    bool ends_message = false;        // no other outcome does
    bool dead = false;                // and the message was kept
  };
  /// What a step read: everything, before anything is changed.
  struct Stretch {
    std::vector<Old> old;
    std::vector<std::pair<Family, std::string>> rows;  // that hang on these
    std::uint64_t dead_count = 0;                      // of them, dead letters
    std::uint64_t last = 0;
    std::uint32_t looked_count = 0;
    bool at_end = false;
  };

  Stretch look(const Asked& asked);
  void find_keys(std::vector<Old>& old);
  void find_standings(std::vector<Old>& old);
  void find_rows(Stretch& stretch);
  void find_receipts(Stretch& stretch);
  void find_notes(Stretch& stretch);
  void remove(const Stretch& stretch);

  Books& books_;
  const ReadOutcome read_outcome_;
  std::deque<Asked> asked_;
};

}  // namespace queue
