#pragma once

#include <string_view>

#include "dispatcher/message/proxy_api.hpp"
#include "net/exchange.hpp"

namespace dispatcher {

/// The value of a head field of the answer; empty: absent.
inline std::string_view field_of(const net::Exchange& exchange, AnswerField field) {
  return exchange.fields[static_cast<std::size_t>(field)];
}

}  // namespace dispatcher
