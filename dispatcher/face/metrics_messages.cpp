#include "dispatcher/face/metrics_parts.hpp"

namespace dispatcher {
namespace {

void add_intake(MetricsFamilies& families, const MetricsFacts& facts) {
  const IntakeTotals& intake = facts.intake;
  families.counters("dispatcher_intake_messages_total",
                    "Submitted lines by result: accepted, duplicate (known, with equal content), "
                    "conflict (known, with other content), invalid.",
                    "result",
                    {{"accepted", as_double(intake.lines.accepted)},
                     {"duplicate", as_double(intake.lines.duplicate)},
                     {"conflict", as_double(intake.lines.conflict)},
                     {"invalid", as_double(intake.invalid)}});
  families.counter("dispatcher_intake_requests_refused_total",
                   "Requests with submissions that were told to come again later.",
                   intake.requests_refused);
}

void add_attempts(MetricsFamilies& families, const DaemonMetrics& metrics) {
  const DaemonStatus& status = metrics.status;
  families.counter("dispatcher_attempts_total",
                   "Requests with a message that were handed to a connection whole.",
                   status.attempts);
  families.counters("dispatcher_verdicts_total",
                    "Attempts that ended, handed over whole or not, by what is known of them.",
                    "verdict", by_name<VerdictKind>(metrics.verdicts, 1));
  families.counters("dispatcher_answers_total",
                    "Answers of the provider to requests with a message; none: there was no "
                    "answer. 4xx: those that have no class of their own.",
                    "class", by_name<AnswerClass>(metrics.answers));
  families.counter("dispatcher_resends_after_doubt_total",
                   "Messages booked to be sent again although they may have been sent.",
                   status.resends_after_doubt);
  families.counter("dispatcher_ambiguous_total",
                   "Times that a message came to be in doubt: it may have been sent.",
                   status.ambiguous);
  families.counter("dispatcher_reconciled_total",
                   "Messages in doubt that were found in the provider's list.", status.reconciled);
  families.counter("dispatcher_duplicates_confirmed_total",
                   "Messages known to have been sent twice.", status.duplicates_confirmed);
  families.counter("dispatcher_infeasible_total",
                   "Messages that were judged not to go before they expire.", status.infeasible);
}

}  // namespace

void add_messages(MetricsFamilies& families, const MetricsFacts& facts) {
  const DaemonMetrics& metrics = facts.metrics;
  add_intake(families, facts);
  add_attempts(families, metrics);
  families.counters("dispatcher_outcomes_total", "Messages that ended, by their outcome.",
                    "outcome",
                    {{name_of(OutcomeKind::sent), as_double(metrics.status.sent)},
                     {name_of(OutcomeKind::rejected), as_double(metrics.status.rejected)},
                     {name_of(OutcomeKind::expired), as_double(metrics.status.expired)},
                     {name_of(OutcomeKind::cancelled), as_double(metrics.status.cancelled)},
                     {name_of(OutcomeKind::dead), as_double(metrics.status.dead)}});
  families.histogram("dispatcher_accepted_to_sent_seconds",
                     "From a message's acceptance, or its not_before, to the answer that it is "
                     "sent. Without those that the provider's list told of.",
                     metrics.accepted_to_sent, microsecond_in_seconds);
  families.histogram("dispatcher_upstream_seconds",
                     "From the write of a request with a message to the provider's answer.",
                     metrics.upstream, microsecond_in_seconds);
}

}  // namespace dispatcher
