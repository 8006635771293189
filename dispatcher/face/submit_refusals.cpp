#include "dispatcher/face/submit_refusals.hpp"

namespace dispatcher {

void Refusals::add(const RefusedLine& refused) {
  if (++count_ > shown_max) return;
  const auto& error = refused.error;
  err_ << file_name_ << ':' << refused.line << ": " << error.field << ": " << error.sentence;
  if (!error.remedy.empty()) err_ << "; " << error.remedy;
  err_ << '\n';
}

void Refusals::finish() {
  if (count_ > shown_max) {
    err_ << file_name_ << ": and " << count_ - shown_max << " more refused lines\n";
  }
  err_.flush();
}

}  // namespace dispatcher
