#include "dispatcher/face/submit_sink.hpp"

namespace dispatcher {

bool CheckingSink::take(const InputLine& line) {
  const auto message = messages_.read(line, now_());
  if (message) return pass_on(line.number, *message);
  on_refused_({line.number, message.error(), messages_.id_was_missing()});
  return true;
}

}  // namespace dispatcher
