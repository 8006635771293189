#include "dispatcher/face/metrics_text.hpp"

#include <prometheus/text_serializer.h>

#include "dispatcher/face/metrics_parts.hpp"

namespace dispatcher {

std::string metrics_text(const MetricsFacts& facts) {
  MetricsFamilies families;
  add_messages(families, facts);
  add_queue(families, facts);
  add_accounts(families, facts);
  add_machine(families, facts);
  return prometheus::TextSerializer().Serialize(families.take());
}

}  // namespace dispatcher
