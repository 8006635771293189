#include <simdjson.h>

#include "dispatcher/message/proxy_api.hpp"

namespace dispatcher {

static_assert(ReplyParser::padding_bytes >= simdjson::SIMDJSON_PADDING);

class ReplyParser::Impl {
 public:
  /// Hands every field of the object `body` to `take(raw key, value)`; false when it is not one
  /// whole object. Keys are compared as they are written: the provider escapes none.
  template <class Take>
  bool each_field(std::string_view body, Take take) {
    const simdjson::padded_string_view json{body.data(), body.size(), body.size() + padding_bytes};
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser_.iterate(json).get(document) != simdjson::SUCCESS) return false;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto item : object) {
      simdjson::ondemand::raw_json_string key;
      simdjson::ondemand::value value;
      if (item.key().get(key) != simdjson::SUCCESS) return false;
      if (item.value().get(value) != simdjson::SUCCESS) return false;
      if (!take(key, value)) return false;
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

 private:
  simdjson::ondemand::parser parser_;
};

ReplyParser::ReplyParser() : impl_(std::make_unique<Impl>()) {}
ReplyParser::~ReplyParser() = default;

Result<Created> ReplyParser::parse_created(std::string_view body) {
  std::string_view sid;
  std::string_view message;
  const bool whole = impl_->each_field(body, [&](auto key, auto value) {
    if (key == "sid") return value.get_string().get(sid) == simdjson::SUCCESS;
    if (key == "outbound_resource_sid" && !value.is_null()) {
      return value.get_string().get(message) == simdjson::SUCCESS;
    }
    return true;
  });
  if (!whole) return errc::malformed_reply;
  const auto interaction = InteractionSid::parse(sid);
  if (!interaction) return errc::malformed_reply;
  Created created{*interaction, std::nullopt};
  if (const auto parsed = MessageSid::parse(message)) created.message = *parsed;
  return created;
}

std::optional<ErrorBody> ReplyParser::parse_error(std::string_view body) {
  std::int64_t code = 0;
  std::string_view message;
  std::string_view detail;  // of RFC 9457, where there is no message
  const bool whole = impl_->each_field(body, [&](auto key, auto value) {
    // A field of another type than documented counts as absent; the others still tell.
    if (key == "code") {
      if (value.get_int64().get(code) != simdjson::SUCCESS) code = 0;
    } else if (key == "message") {
      if (value.get_string().get(message) != simdjson::SUCCESS) message = {};
    } else if (key == "detail") {
      if (value.get_string().get(detail) != simdjson::SUCCESS) detail = {};
    }
    return true;
  });
  if (!whole || code < 1 || code > 99'999) return std::nullopt;
  if (message.empty()) message = detail;
  return ErrorBody{static_cast<int>(code), message.substr(0, error_message_bytes_max)};
}

}  // namespace dispatcher
