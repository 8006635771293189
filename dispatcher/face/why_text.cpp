#include "dispatcher/face/why_text.hpp"

#include <string_view>

namespace dispatcher {
namespace {

/// " at <time>", or `otherwise` when nobody knows the time.
std::string at(const Why& why, std::string_view otherwise) {
  if (!why.until) return std::string(otherwise);
  std::string text = " at ";
  append_rfc3339(text, *why.until);
  return text;
}

/// " (<detail>)", if there is any.
std::string detail_of(const Why& why) { return why.detail.empty() ? "" : " (" + why.detail + ")"; }

std::string behind(const Why& why) {
  const auto whom = why.behind_id.empty() ? "an earlier message" : "message " + why.behind_id;
  return "It waits behind " + whom +
         " of the same participant and priority, so that the order is kept. `show` tells what that "
         "one waits for.";
}

std::string queued(const Why& why) {
  if (why.ahead_count == 0) return "It waits for its turn in its Service.";
  return "It waits for its turn: at least " + std::to_string(why.ahead_count) +
         (why.ahead_count == 1 ? " message" : " messages") + " of its Service go before it.";
}

}  // namespace

std::string text_of(const Why& why) {
  switch (why.cause) {
    case WaitCause::scheduled:
      return "It is scheduled: it may go" + at(why, " later") + " (its not_before).";
    case WaitCause::backoff:
      return "It was tried and will be sent again" + at(why, " later") + ".";
    case WaitCause::in_doubt:
      return "It may have been sent already; it will be sent again" + at(why, " later") + ".";
    case WaitCause::reconciling:
      return "It may have been sent already: the provider's list of what was sent is looked at" +
             at(why, " later") + ".";
    case WaitCause::receipt_unknown:
      return "It was sent, but the answer did not say as what: its SID is looked up" +
             at(why, " later") + ".";
    case WaitCause::same_text:
      return "An equal text to its participant is on its way, or may have been sent: it waits "
             "until that is known.";
    case WaitCause::held:
      return "It is held" + detail_of(why) +
             ", and is not sent by itself: `settle` or `release` it.";
    case WaitCause::in_flight:
      return "It was handed to the provider, whose answer has not come yet.";
    case WaitCause::armed:
      return "It is about to be sent: its intent is written, and a connection takes it next.";
    case WaitCause::lane_held:
      return "Its Service is held by an operator" + detail_of(why) +
             "; `release --service` lets it go on.";
    case WaitCause::lane_refused:
      return "The provider refuses its Service" + detail_of(why) + "; one message tries again" +
             at(why, " soon") + ". Correct the cause; sending then goes on by itself.";
    case WaitCause::no_account:
      return "No account of the configuration sends for its Service: add it to the services of an "
             "[[account]] and restart the dispatcher.";
    case WaitCause::certificate_refused:
      return "The provider's certificate is refused" + detail_of(why) + "; it is looked at again" +
             at(why, " soon") + ". Correct the trust (ca_file) or the server.";
    case WaitCause::unreachable:
      return "No connection to the provider comes about" + detail_of(why) + "; it is tried again" +
             at(why, " soon") + ".";
    case WaitCause::provider_failing:
      return "The provider fails again and again, so nothing is sent but a probe now and then" +
             at(why, " soon") + ". Sending goes on by itself once it works.";
    case WaitCause::draining:
      return "The dispatcher is about to end; the message goes when it runs again.";
    case WaitCause::out_of_space:
      return "The disk of the spool is full, so nothing can be recorded and nothing is sent: free "
             "space there.";
    case WaitCause::order:
      return behind(why);
    case WaitCause::paused:
      return "Its Service pauses" + detail_of(why) + " and goes on" + at(why, " soon") + ".";
    case WaitCause::window:
      return "Its Service is at the provider's rate; the next place is free" +
             at(why, " when an answer comes") + ".";
    case WaitCause::account_cap:
      return "Its account has as many requests in flight as in_flight_max allows.";
    case WaitCause::queued:
      return queued(why);
    case WaitCause::next:
      break;
  }
  return "Nothing is in its way: it goes next.";
}

}  // namespace dispatcher
