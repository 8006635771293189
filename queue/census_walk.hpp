#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "queue/books.hpp"

namespace queue {

/// Counts into the census what was open when the spool was opened, in steps, beside the work. First
/// the due and the held ones are looked at: with the watermarks they say below which sequence of
/// each level nothing is open, so that what has ended long ago is not read. Then the messages. The
/// spool thread only.
class CensusWalk {
 public:
  /// With nothing open, or a census that is complete, there is nothing to walk over.
  explicit CensusWalk(Books& books);

  /// Looks at some more; true: the census is complete. All that was recorded must be written: what
  /// the walk reads is then how things stand. A step that the store fails in can be taken again.
  bool step();

 private:
  bool mark_some(Family family);
  void count_some();

  Books& books_;
  enum class Stage : std::uint8_t { held = 1, due, messages };
  Stage stage_ = Stage::held;
  std::string next_;  // in an index, where the next step begins
};

}  // namespace queue
