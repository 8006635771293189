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
class DecisionWalk {
 public:
  struct Candidate {
    std::string id;                 ///< empty in the walk of a lane
    std::optional<MessageKey> key;  ///< none: the id is not known
    std::string position;           ///< what to pass as `after` to go on behind this one
  };
  /// A bounded part of the walk.
  struct Stretch {
    std::vector<Candidate> found;  ///< of a batch or lane without those that have ended
    std::string position;          ///< as a candidate's, behind all that was looked at
    bool at_end = false;           ///< there is nothing behind it
  };

  explicit DecisionWalk(Books& books) : books_(books) {}

  /// From behind `after`, which is a position of this walk (any other is as the end), at most
  /// `count_max` found. Means nothing once the store has failed.
  Stretch next(const Decide& decide, const std::string& after, std::size_t count_max);

 private:
  bool find(const std::string& id, std::string position, Stretch& stretch);
  Stretch single(const std::string& id);
  Stretch in_list(const std::vector<std::string>& ids, const std::string& after,
                  std::size_t count_max);
  Stretch in_batch(const std::string& name, const std::string& after, std::size_t count_max);
  Stretch in_lane(const std::string& name, const std::string& after, std::size_t count_max);
  std::optional<MessageKey> key_in(std::string_view id, std::string_view value);
  bool has_ended(const MessageKey& key);

  Books& books_;
};

}  // namespace queue
