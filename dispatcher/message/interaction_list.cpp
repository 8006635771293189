#include "dispatcher/message/interaction_list.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "dispatcher/message/proxy_api.hpp"

namespace dispatcher {
namespace {

namespace ondemand = simdjson::ondemand;

std::string list_path(const ServiceSid& service, const SessionSid& session) {
  std::string path = "/v1/Services/";
  path.append(service.text()).append("/Sessions/").append(session.text());
  return path.append("/Interactions");
}

/// Empty when it is null, or no text.
std::string_view text_of(ondemand::value value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return {};
  return text;
}

bool is_present(ondemand::value value) {
  bool is_null = false;
  if (value.is_null().get(is_null) != simdjson::SUCCESS) return true;
  return !is_null && !(value.type() == ondemand::json_type::string && text_of(value).empty());
}

template <class Sid>
std::optional<Sid> sid_of(ondemand::value value) {
  const auto sid = Sid::parse(text_of(value));
  return sid ? std::optional<Sid>(*sid) : std::nullopt;
}

}  // namespace

std::string list_target(const ServiceSid& service, const SessionSid& session) {
  return list_path(service, session) + "?PageSize=" + std::to_string(list_page_size);
}

std::optional<std::string> next_list_target(std::string_view url, std::string_view authority,
                                            const ServiceSid& service, const SessionSid& session) {
  constexpr std::string_view scheme = "https://";
  constexpr std::string_view default_port = ":443";
  const auto visible = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  if (!url.starts_with(authority)) return std::nullopt;
  url.remove_prefix(authority.size());
  if (url.starts_with(default_port) && !authority.ends_with(default_port)) {
    url.remove_prefix(default_port.size());
  }
  if (!url.starts_with(list_path(service, session) + "?")) return std::nullopt;
  if (url.size() > list_target_bytes_max || !std::ranges::all_of(url, visible)) return std::nullopt;
  return std::string(url);
}

class InteractionListParser::Impl {
 public:
  Result<InteractionPage> parse(std::string_view body) {
    const simdjson::padded_string_view json{body.data(), body.size(),
                                            body.size() + ReplyParser::padding_bytes};
    ondemand::document document;
    ondemand::object object;
    if (parser_.iterate(json).get(document) != simdjson::SUCCESS) return errc::malformed_reply;
    if (document.get_object().get(object) != simdjson::SUCCESS) return errc::malformed_reply;
    InteractionPage page;
    bool has_rows = false;
    bool has_meta = false;
    for (auto item : object) {
      ondemand::raw_json_string key;
      ondemand::value value;
      if (item.key().get(key) != simdjson::SUCCESS ||
          item.value().get(value) != simdjson::SUCCESS) {
        return errc::malformed_reply;
      }
      if (key == "interactions") {
        if (has_rows || !read_rows(value, page)) return errc::malformed_reply;
        has_rows = true;
      } else if (key == "meta") {
        if (has_meta || !read_meta(value, page)) return errc::malformed_reply;
        has_meta = true;
      }
    }
    const bool whole = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    if (!whole || !has_rows || !has_meta) return errc::malformed_reply;
    return page;
  }

 private:
  bool read_rows(ondemand::value value, InteractionPage& page) {
    ondemand::array rows;
    if (value.get_array().get(rows) != simdjson::SUCCESS) return false;
    for (auto element : rows) {
      ondemand::object row;
      if (element.get_object().get(row) != simdjson::SUCCESS || !read_row(row, page)) return false;
    }
    return true;
  }

  bool read_row(ondemand::object object, InteractionPage& page) {
    std::optional<InteractionSid> sid;
    std::optional<MessageSid> message;
    std::optional<ParticipantSid> outbound;
    std::optional<std::string> text;
    std::optional<WallTime> created_at;
    bool is_message = true;
    bool is_inbound = false;
    for (auto item : object) {
      ondemand::raw_json_string key;
      ondemand::value value;
      if (item.key().get(key) != simdjson::SUCCESS ||
          item.value().get(value) != simdjson::SUCCESS) {
        return false;
      }
      if (key == "sid") {
        sid = sid_of<InteractionSid>(value);
      } else if (key == "outbound_resource_sid") {
        message = sid_of<MessageSid>(value);
      } else if (key == "outbound_participant_sid") {
        outbound = sid_of<ParticipantSid>(value);
      } else if (key == "type") {
        const std::string_view type = text_of(value);
        is_message = type.empty() || type == "message" || type == "unknown";
      } else if (key == "data") {
        text = body_in(text_of(value));
      } else if (key == "date_created") {
        const auto time = parse_rfc3339(text_of(value));
        if (time) created_at = *time;
      } else if (key == "inbound_participant_sid" || key == "inbound_resource_sid") {
        is_inbound = is_inbound || is_present(value);
      }
    }
    if (!sid) return false;
    page.rows.push_back({*sid, message, outbound, is_message, is_inbound, text, created_at});
    return true;
  }

  static bool read_meta(ondemand::value value, InteractionPage& page) {
    ondemand::object meta;
    if (value.get_object().get(meta) != simdjson::SUCCESS) return false;
    bool found = false;
    for (auto item : meta) {
      ondemand::raw_json_string key;
      ondemand::value field;
      if (item.key().get(key) != simdjson::SUCCESS ||
          item.value().get(field) != simdjson::SUCCESS) {
        return false;
      }
      if (key != "next_page_url") continue;
      found = true;
      bool is_null = false;
      if (field.is_null().get(is_null) != simdjson::SUCCESS) return false;
      if (is_null) continue;
      page.next_page_url = text_of(field);
      if (page.next_page_url.empty()) return false;
    }
    return found;
  }

  /// The text in a row's `data`, which is JSON inside a string: {"body":".."}. Nothing when it is
  /// anything else.
  std::optional<std::string> body_in(std::string_view data) {
    data_.assign(data);
    data_.reserve(data.size() + simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    ondemand::object object;
    if (data_parser_.iterate(data_).get(document) != simdjson::SUCCESS) return std::nullopt;
    if (document.get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
    std::optional<std::string> body;
    for (auto item : object) {
      ondemand::raw_json_string key;
      ondemand::value value;
      if (item.key().get(key) != simdjson::SUCCESS ||
          item.value().get(value) != simdjson::SUCCESS) {
        return std::nullopt;
      }
      if (key != "body") continue;
      std::string_view text;
      if (body || value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
      body = std::string(text);
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return std::nullopt;
    return body;
  }

  ondemand::parser parser_;
  ondemand::parser data_parser_;
  std::string data_;
};

InteractionListParser::InteractionListParser() : impl_(std::make_unique<Impl>()) {}
InteractionListParser::~InteractionListParser() = default;

Result<InteractionPage> InteractionListParser::parse(std::string_view body) {
  return impl_->parse(body);
}

}  // namespace dispatcher
