#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/local_http.hpp"

namespace net {

/// Method, target and type of a head that passed the filter, as Beast's parser reads them; nothing
/// when it reads anything otherwise than the filter did, above all the length of the body. Pure.
std::optional<LocalRequest> parse_request_head(std::string_view head,
                                               std::size_t content_length_bytes);

/// The head of an answer; the body follows it unless the status or the method forbids one
/// (RFC 9110 sections 9.3.2, 15.3.5 and 15.4.5). The fields of `response` hold no line ends. Pure.
std::string response_head(const LocalResponse& response, bool closes);

/// What whoever finds no place at a server, or loses it, is told.
LocalResponse no_place_left();

/// 204 and 304 have no body, whoever asked.
bool may_have_body(int status);

}  // namespace net
