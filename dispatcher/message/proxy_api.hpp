#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/message/form.hpp"
#include "dispatcher/message/message.hpp"

/// What is particular to the provider's API: https://www.twilio.com/docs/proxy/api/sending-messages
namespace dispatcher {

/// A request is written as one TLS record, whose plain text has at most 2^14 bytes (RFC 8446
/// section 5.1): a record that misses one byte proves that nothing of it was processed.
inline constexpr std::size_t request_bytes_max = 16'383;
/// Host name (RFC 1035: 253 characters), colon and port.
inline constexpr std::size_t authority_bytes_max = 253 + 1 + 5;
/// User name, colon and password together.
inline constexpr std::size_t credential_bytes_max = 512;

/// Holds one request while it is written. Reused; a request's view ends with the next `build`.
struct RequestBuffer {
  std::array<char, request_bytes_max> bytes{};
};

/// The head fields of an answer that are worth keeping, by their place in `answer_fields`.
enum class AnswerField : std::size_t {
  request_id,           ///< the provider's name for the request: RQ and 32 hexadecimal digits
  request_duration,     ///< seconds that the provider took, e.g. 0.093
  concurrent_requests,  ///< requests of the account in flight
  retry_after,
  date,
};
inline constexpr std::array<std::string_view, 5> answer_fields{
    "twilio-request-id", "twilio-request-duration", "twilio-concurrent-requests", "retry-after",
    "date"};

/// Makes the requests of one account. The only holder of its credential on the path: nothing prints
/// it, and its memory is wiped at the end. Any thread, each with a buffer of its own.
class RequestBuilder {
 public:
  /// \param authority  host name and, if not 443, ":port", as the Host field shall say it
  /// \param user       API key SID (or account SID); without a colon (RFC 7617 section 2)
  /// \return           errc::unusable_authority, errc::unusable_credential
  static Result<RequestBuilder> create(std::string_view authority, std::string_view user,
                                       std::string_view password);
  ~RequestBuilder();
  RequestBuilder(RequestBuilder&&) = default;
  RequestBuilder& operator=(RequestBuilder&&) = delete;
  RequestBuilder(const RequestBuilder&) = delete;
  RequestBuilder& operator=(const RequestBuilder&) = delete;

  /// The POST that sends `message`: head and body in one piece, a view of `buffer`.
  std::string_view build(const Message& message, RequestBuffer& buffer) const;

  /// The GET of a page of a session's list. \param target  as interaction_list makes it
  std::string_view build_list(std::string_view target, RequestBuffer& buffer) const;

  /// As in the Host field.
  std::string_view authority() const {
    return std::string_view(host_and_credential_).substr(0, authority_bytes_);
  }

 private:
  RequestBuilder(std::string host_and_credential, std::size_t authority_bytes)
      : host_and_credential_(std::move(host_and_credential)), authority_bytes_(authority_bytes) {}

  std::string host_and_credential_;  // from the authority to the end of the credential
  std::size_t authority_bytes_;
};

/// The receipt of a text that was accepted.
struct Created {
  InteractionSid interaction;
  std::optional<MessageSid> message;  ///< the provider may leave it out
};

/// What an error's body tells. `message` is a view of the parser's buffer until its next call, may
/// hold a phone number, and is cut to error_message_bytes_max.
struct ErrorBody {
  int code = 0;  ///< 1..99999, https://www.twilio.com/docs/api/errors
  std::string_view message;
};
inline constexpr std::size_t error_message_bytes_max = 200;

/// Reads the bodies of answers. Keeps its buffers between calls; one thread.
class ReplyParser {
 public:
  ReplyParser();
  ~ReplyParser();

  /// simdjson reads up to this many bytes behind a body, of whatever content.
  static constexpr std::size_t padding_bytes = 64;

  /// The body of a 2xx: only the interaction's SID must be there; anything else may be missing,
  /// null or new. `body` has padding_bytes readable bytes behind its end. \return
  /// errc::malformed_reply when it is cut, not JSON, or without a KI SID
  Result<Created> parse_created(std::string_view body);

  /// The body of any other answer: {"code","message",..} or RFC 9457's
  /// {"code","title","detail",..}. Nothing when it is neither: HTML, empty, cut, without a code.
  /// Padding as above.
  std::optional<ErrorBody> parse_error(std::string_view body);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr std::chrono::hours retry_after_max{1};

/// Reads Retry-After: seconds ("30", also "1.5") or an HTTP date. 0 to 1 h: a past date gives 0,
/// and what is longer is cut. `now` is for the date. \return errc::malformed_header \see RFC 9110
/// section 10.2.3 (the field), RFC 6585 section 4 (why it comes with 429)
Result<std::chrono::milliseconds> parse_retry_after(std::string_view value, WallTime now);

/// Reads Twilio-Request-Duration, e.g. "0.093". At most 1 h; finer digits than microseconds are
/// dropped.
/// \return errc::malformed_header
Result<std::chrono::microseconds> parse_request_duration(std::string_view value);

}  // namespace dispatcher
