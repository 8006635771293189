#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/message/error.hpp"
#include "dispatcher/message/sid.hpp"
#include "dispatcher/message/time.hpp"

/// The provider's list of what was sent in a session: the only way to find out what became of a
/// request whose answer was lost.
/// \see https://www.twilio.com/docs/proxy/api/interaction#read-multiple-interaction-resources
namespace dispatcher {

/// Rows asked for per page: as many of the longest texts still fit an answer's body.
inline constexpr std::size_t list_page_size = 50;
/// A session whose list is longer is not read to its end.
inline constexpr std::size_t list_pages_max = 200;
/// Path and query of one page, as it stands in a request.
inline constexpr std::size_t list_target_bytes_max = 2'048;

/// The path and query of the first page.
std::string list_target(const ServiceSid& service, const SessionSid& session);

/// The path and query of the page that `url` names, when it is one of the same list at
/// `authority` (host, and ":port" unless 443) and can stand in a request. Nothing otherwise: a
/// credential goes nowhere else.
std::optional<std::string> next_list_target(std::string_view url, std::string_view authority,
                                            const ServiceSid& service, const SessionSid& session);

/// One row, as far as it could be read. What is not there, null, or of another form is absent.
struct InteractionRow {
  InteractionSid interaction;
  std::optional<MessageSid> message{};
  std::optional<ParticipantSid> outbound{};
  bool is_message = false;            ///< its type is "message", or unreadable
  bool is_inbound = false;            ///< it came from a participant: some inbound field is there
  std::optional<std::string> text{};  ///< what was sent
  std::optional<WallTime> created_at{};
};

struct InteractionPage {
  std::vector<InteractionRow> rows;
  std::string next_page_url;  ///< empty: this was the last page
};

/// Reads pages of the list. Keeps its buffers between calls; one thread.
class InteractionListParser {
 public:
  InteractionListParser();
  ~InteractionListParser();

  /// `body` has ReplyParser::padding_bytes readable bytes behind its end. A page that is cut, not
  /// JSON, without its rows or its meta.next_page_url (which may be null), or with a row that has
  /// no SID is no page: errc::malformed_reply.
  Result<InteractionPage> parse(std::string_view body);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dispatcher
