#include "dispatcher/face/dead_text.hpp"

#include <algorithm>
#include <array>

namespace dispatcher {
namespace {

struct CodeText {
  std::uint32_t code;
  std::string_view text;
};

constexpr std::string_view invalid_sids =
    "The provider calls one of its SIDs invalid: correct them and submit the text anew, under "
    "another id.";
constexpr std::string_view not_there =
    "The provider knows no such Service, Session or Participant (deleted, or of another account or "
    "region): correct the SIDs and submit the text anew, under another id.";
constexpr std::string_view invalid_number =
    "The participant's number cannot be texted: add the participant to its Session with a number "
    "that can, and submit the text to that one.";
constexpr std::string_view too_long =
    "The text is longer than the provider takes: shorten it and submit it anew, under another id.";
constexpr std::string_view changing =
    "Its Session was being changed each time it was tried: retry it once nobody changes the "
    "Session any more.";

/// What the provider's error dictionary says, https://www.twilio.com/docs/api/errors/<code>, of the
/// codes that end a message. Ascending.
constexpr std::array code_texts{
    CodeText{20001,
             "The provider does not take a parameter of the request: look at the message, correct "
             "it and submit it anew, under another id."},
    CodeText{20404, not_there},
    CodeText{20409, changing},
    CodeText{20413, too_long},
    CodeText{20422,
             "The provider calls a parameter invalid: look at the message, correct it and "
             "submit it anew, under another id."},
    CodeText{20423, invalid_sids},
    CodeText{21211, invalid_number},
    CodeText{21214, invalid_number},
    CodeText{21217, invalid_number},
    CodeText{21408,
             "Texts to this country are not enabled for the account: enable it under the "
             "provider's geographic permissions, then retry."},
    CodeText{21602, "The provider saw no text in it: submit it anew with one, under another id."},
    CodeText{21605, too_long},
    CodeText{21610,
             "The recipient has opted out (STOP): do not retry it unless they have opted in "
             "again (START)."},
    CodeText{21611,
             "The queue of the number that it is sent from was full: retry it in some hours, "
             "at a low --rate."},
    CodeText{21612,
             "The number that it is sent from cannot reach the participant's: give the "
             "Session another number, then retry."},
    CodeText{21614,
             "The participant's number is no mobile number: add the participant to its "
             "Session with one that is, and submit the text to that one."},
    CodeText{21617, too_long},
    CodeText{21618,
             "The provider's filter does not let this text through: word it otherwise and "
             "submit it anew, under another id."},
    CodeText{21619, "The provider saw no text in it: submit it anew with one, under another id."},
    CodeText{80307, not_there},
    CodeText{80308, not_there},
    CodeText{80402, invalid_number},
    CodeText{80404, invalid_number},
    CodeText{80405, invalid_sids},
    CodeText{80409, invalid_sids},
    CodeText{80503, not_there},
    CodeText{80607,
             "Its Session is closed: set the Session back to in-progress at the provider and "
             "retry, or submit the text to an open one."},
    CodeText{80610,
             "Its Service, Session and Participant do not belong together: correct the SIDs "
             "and submit the text anew, under another id."},
    CodeText{80613,
             "A service behind the provider refused it, and does not say why (an opt-out, a "
             "bad number, a full queue): find the cause in the provider's log, then retry."},
    CodeText{80614,
             "Its Session has nobody on the other side: add the other participant, then "
             "retry."},
    CodeText{80616,
             "The participant's kind of address does not fit the mode of its Session: submit "
             "the text to a Session that fits."},
    CodeText{80623, changing},
    CodeText{80701,
             "The provider calls a parameter invalid: look at the message, correct it and "
             "submit it anew, under another id."},
    CodeText{80801, changing},
    CodeText{80802, changing},
    CodeText{80903,
             "Its Participant is not in its Session, or was removed: add the person again "
             "and submit the text to the new Participant."},
    CodeText{80904, "Its Session has expired: open a new one and submit the text to it."},
    CodeText{80909,
             "Your own webhook (InterceptCallbackUrl) blocked it with a 403: correct that, "
             "then retry."},
};
static_assert(std::ranges::is_sorted(code_texts, {}, &CodeText::code));

std::string_view text_of_code(std::uint32_t code) {
  const auto found = std::ranges::lower_bound(code_texts, code, {}, &CodeText::code);
  return found != code_texts.end() && found->code == code ? found->text : std::string_view{};
}

std::string_view text_of_status(std::uint32_t status) {
  switch (status) {
    case 404:
      return not_there;
    case 413:
      return too_long;
    default:
      return "The provider refused it for good: look its code up at "
             "https://www.twilio.com/docs/api/errors, correct the cause, then retry it or submit "
             "it "
             "anew.";
  }
}

}  // namespace

std::string_view dead_text(OutcomeKind kind, std::uint32_t status, std::uint32_t code) {
  if (kind == OutcomeKind::expired) {
    return "Its time ran out before it could be sent: retry it if the text still matters (with an "
           "expires_at of its own it must be submitted anew).";
  }
  const auto text = text_of_code(code);
  if (!text.empty()) return text;
  if (kind == OutcomeKind::rejected) return text_of_status(status);
  if (status == 409) return changing;
  return "It was tried as often as resends_max allows, and any of these tries may have been sent: "
         "look into the provider's log of its Session before you retry it.";
}

std::string dead_text(const Outcome& outcome) {
  std::string text(dead_text(outcome.kind, outcome.status, outcome.code));
  if (outcome.kind != OutcomeKind::dead && outcome.resends_after_doubt > 0) {
    text += " An earlier try of it may have been sent: look into the provider's log first.";
  }
  return text;
}

}  // namespace dispatcher
