#include "dispatcher/message/submission.hpp"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "dispatcher/message/submission_fields.hpp"

namespace dispatcher {
namespace {

using simdjson::ondemand::json_type;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

SubmissionError line_error(std::string sentence, std::string remedy) {
  return {"line", std::move(sentence), std::move(remedy)};
}

SubmissionError json_error(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return line_error("the line is empty", "remove it, or write one JSON object");
    case simdjson::UTF8_ERROR:
      return line_error("the line is not UTF-8", "convert the file to UTF-8");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return line_error("the line does not end where its JSON object ends",
                        "close the object with }, and let nothing stand behind it");
    case simdjson::UNCLOSED_STRING:
      return line_error("a string is not closed", "close it with a quote on the same line");
    case simdjson::UNESCAPED_CHARS:
      return line_error("a string holds a raw control character",
                        "write it as an escape, such as \\n");
    case simdjson::STRING_ERROR:
      return line_error("a string holds an escape that JSON does not know, or half of a pair",
                        "use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or whole \\u escapes");
    default:
      return line_error("the line is not one JSON object", "write one JSON object a line");
  }
}

std::string_view type_name(json_type type) {
  switch (type) {
    case json_type::array:
      return "a list";
    case json_type::object:
      return "an object";
    case json_type::number:
      return "a number";
    case json_type::boolean:
      return "true or false";
    case json_type::null:
      return "null";
    case json_type::string:
      break;
  }
  return "a string";
}

SubmissionError no_string(std::string_view key, std::string_view what) {
  return {std::string{key}, "must be a string, and is " + std::string{what},
          "write it in quotes, or leave the key out"};
}

}  // namespace

class SubmissionReader::Impl {
 public:
  SubmissionResult read(std::string_view line, WallTime now, std::string_view id_if_absent) {
    if (line.size() > line_bytes_max) {
      return line_error("the line is longer than 16384 bytes",
                        "write one JSON object a line; a body has at most 1600 characters");
    }
    if (line.starts_with(byte_order_mark)) {
      return line_error("the line begins with a byte order mark", "save the file without one");
    }
    std::memcpy(padded_.data(), line.data(), line.size());
    SubmissionFields fields;
    const simdjson::padded_string_view json{padded_.data(), line.size(), padded_.size()};
    if (auto error = walk(json, fields)) return *error;
    return to_message(fields, now, id_if_absent);
  }

 private:
  /// Takes every field as a string, whatever its order.
  std::optional<SubmissionError> walk(simdjson::padded_string_view json, SubmissionFields& fields) {
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (auto error = parser_.iterate(json).get(document)) {
      // A character that is cut may take the quote behind it along: then it is the true reason.
      if (!simdjson::validate_utf8(json.data(), json.size())) error = simdjson::UTF8_ERROR;
      return json_error(error);
    }
    if (const auto error = document.get_object().get(object)) return json_error(error);
    for (auto item : object) {
      std::string_view key;
      simdjson::ondemand::value value;
      if (const auto error = item.unescaped_key().get(key)) return json_error(error);
      if (const auto error = item.value().get(value)) return json_error(error);
      auto slot = fields.slot_of(key);
      if (!slot) return slot.error();
      json_type type{};
      if (value.type().get(type) != simdjson::SUCCESS) return no_string(key, "no JSON value");
      if (type != json_type::string) return no_string(key, type_name(type));
      std::string_view text;
      if (const auto error = value.get_string().get(text)) return named(key, json_error(error));
      **slot = text;
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      return line_error("something stands behind the JSON object", "write one JSON object a line");
    }
    return std::nullopt;
  }

  static SubmissionError named(std::string_view key, SubmissionError error) {
    error.field = key;
    return error;
  }

  simdjson::ondemand::parser parser_;
  std::array<char, line_bytes_max + simdjson::SIMDJSON_PADDING> padded_{};
};

SubmissionReader::SubmissionReader() : impl_(std::make_unique<Impl>()) {}
SubmissionReader::~SubmissionReader() = default;

SubmissionResult SubmissionReader::read(std::string_view line, WallTime now,
                                        std::string_view id_if_absent) {
  return impl_->read(line, now, id_if_absent);
}

}  // namespace dispatcher
