#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/books.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// What a Decide names, message by message. The spool thread only, between two commits.
class CancelWalk {
 public:
  struct Candidate {
    std::string id;                 ///< empty in the walk of a lane
    std::optional<MessageKey> key;  ///< none: the id is not known
    std::string position;           ///< what to pass as `after` to go on behind this one
  };

  explicit CancelWalk(Books& books) : books_(books) {}

  /// The next ones behind `after`; fewer than `count_max`: there are no more, or the store failed.
  /// An `after` that is no position of this walk finds nothing.
  std::vector<Candidate> next(const Decide& cancel, const std::string& after,
                              std::size_t count_max);

 private:
  std::vector<Candidate> single(const std::string& id);
  std::vector<Candidate> in_batch(const std::string& name, const std::string& after,
                                  std::size_t count_max);
  std::vector<Candidate> in_lane(const std::string& name, const std::string& after,
                                 std::size_t count_max);
  std::optional<MessageKey> key_in(std::string_view id, std::string_view value);

  Books& books_;
};

}  // namespace queue
