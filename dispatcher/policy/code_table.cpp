#include "dispatcher/policy/code_table.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace dispatcher {

namespace {

using enum CodeClass;

constexpr CodeRange one(std::uint32_t code, CodeClass meaning) { return {code, code, meaning}; }

// Read from the provider's error dictionary, https://www.twilio.com/docs/api/errors/<code>. Codes
// that only other calls or later events can give are left out: the HTTP status decides for them.

/// Of the platform and of its messaging.
constexpr std::array platform_codes{
    one(10001, permanent_account),               // account not active
    one(11751, permanent_message),               // media too big
    one(14107, slow),                            // send rate between two numbers
    one(20001, permanent_message),               // unknown or invalid parameter
    one(20003, permanent_account),               // authentication
    one(20004, permanent_account),               // method not allowed
    one(20005, permanent_account),               // account not active
    one(20006, permanent_account),               // access denied
    CodeRange{20007, 20008, permanent_account},  // page size; test credentials
    one(20010, permanent_account),               // action disabled
    CodeRange{20011, 20012, permanent_account},  // TLS version, cipher
    CodeRange{20101, 20107, permanent_account},  // access token
    CodeRange{20151, 20162, permanent_account},  // access token
    one(20403, permanent_account),               // forbidden
    one(20404, permanent_message),               // not found
    one(20409, retry_later),                     // conflict with the current state
    one(20410, permanent_account),               // API withdrawn
    one(20413, permanent_message),               // entity too large
    CodeRange{20422, 20423, permanent_message},  // invalid parameter, invalid SID
    one(20426, permanent_account),               // TLS too old
    one(code_too_many_requests, slow),
    one(20500, ambiguous),                       // internal error, or the API timed out
    one(code_unavailable, ambiguous),            // "try again", but nothing is promised
    one(21211, permanent_message),               // invalid number
    one(21214, permanent_message),               // unreachable number
    one(21217, permanent_message),               // invalid number
    one(21219, permanent_account),               // trial account
    one(21408, permanent_message),               // country not enabled
    one(21601, permanent_account),               // sender cannot SMS
    one(21602, permanent_message),               // no text
    one(21603, permanent_account),               // no sender
    one(21605, permanent_message),               // too long
    one(21606, permanent_account),               // bad sender
    CodeRange{21607, 21608, permanent_account},  // trial account
    one(21610, permanent_message),               // recipient opted out
    one(code_queue_full, retry_later),
    one(21612, permanent_message),               // unreachable by this sender
    one(21614, permanent_message),               // not a mobile number
    CodeRange{21617, 21620, permanent_message},  // too long, filtered, no text, media URL
    one(21621, permanent_account),               // sender cannot MMS
    one(21623, permanent_message),               // too many media
    one(21703, permanent_account),               // messaging service without sender
    one(21705, permanent_account),               // messaging service invalid
    CodeRange{63017, 63018, slow},               // account or channel rate
    one(code_daily_cap, slow),
};

/// Of Proxy itself.
constexpr std::array proxy_codes{
    CodeRange{80101, 80101, permanent_account},  // number belongs to another Service
    CodeRange{80102, 80103, permanent_message},  // participants
    CodeRange{80104, 80105, permanent_account},  // number administration
    CodeRange{80201, 80203, permanent_account},  // no proxy number available
    CodeRange{80205, 80208, permanent_account},  // no proxy number available
    one(80301, permanent_account),               // number not found
    CodeRange{80303, 80306, permanent_account},  // number, short code, chat service not found
    CodeRange{80307, 80308, permanent_message},  // record, session by unique name not found
    one(80401, permanent_account),               // invalid account SID
    CodeRange{80402, 80407, permanent_message},  // invalid identifier or SID of this message
    one(80408, permanent_account),               // invalid Service SID
    one(80409, permanent_message),               // invalid Session SID
    CodeRange{80501, 80502, ambiguous},          // Proxy's storage, a server behind it
    one(80503, permanent_message),               // record deleted meanwhile
    one(80504, ambiguous),                       // Proxy's own error
    CodeRange{80505, 80506, permanent_account},  // Flex; closed to new customers
    one(80601, permanent_account),               // number not available
    CodeRange{80602, 80603, permanent_message},  // names not unique
    CodeRange{80604, 80606, permanent_account},  // number in use, not in Service, not owned
    CodeRange{80607, 80610, permanent_message},  // session closed .. wrong combination of SIDs
    one(80611, permanent_account),               // number administration
    CodeRange{80612, 80614, permanent_message},  // participants; downstream rejected; no partner
    one(80615, permanent_account),               // number administration
    one(80616, permanent_message),               // identifier not supported by the session's mode
    CodeRange{80617, 80620, permanent_account},  // Flex, number administration
    one(80622, permanent_account),               // number administration
    one(80623, retry_later),                     // the same change at the same time
    one(80624, permanent_account),               // number administration
    one(80701, permanent_message),               // a parameter is invalid
    one(80801, permanent_message),               // session re-open conflict
    one(80802, retry_later),                     // the same session created at the same time
    CodeRange{80903, 80904, permanent_message},  // unknown participant; session expired
    one(80909, permanent_message),               // blocked by the operator's own webhook
};

constexpr auto joined() {
  std::array<CodeRange, platform_codes.size() + proxy_codes.size()> all{};
  const auto behind = std::ranges::copy(platform_codes, all.begin()).out;
  std::ranges::copy(proxy_codes, behind);
  return all;
}
constexpr auto table = joined();

constexpr bool ascending_without_overlap() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].last < table[i].first) return false;
    if (i > 0 && table[i].first <= table[i - 1].last) return false;
  }
  return true;
}
static_assert(ascending_without_overlap());

}  // namespace

std::optional<CodeClass> class_of(std::uint32_t code) {
  const auto behind = std::ranges::upper_bound(table, code, {}, &CodeRange::first);
  if (behind == table.begin()) return std::nullopt;
  const CodeRange& range = *std::prev(behind);
  if (code > range.last) return std::nullopt;
  return range.meaning;
}

std::span<const CodeRange> code_table() { return table; }

}  // namespace dispatcher
