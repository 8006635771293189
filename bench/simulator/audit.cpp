#include "bench/simulator/audit.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "bench/simulator/audit_records.hpp"

namespace simulator {
namespace {

constexpr std::size_t examples_max = 20;

SidBits bits_of(const Digest& digest) {
  SidBits bits;
  for (std::size_t i = 0; i < 8; ++i) {
    bits.high = bits.high << 8 | digest[i];
    bits.low = bits.low << 8 | digest[i + 8];
  }
  return bits;
}

/// The first half of a digest in hexadecimal, read by the rule for SIDs.
std::optional<SidBits> bits_of_hex(std::string_view hex) {
  if (hex.size() != 64) return std::nullopt;
  return parse_sid("  " + std::string{hex.substr(0, 32)}, "  ");
}

std::uint8_t priority_code(const AuditRecord& record) {
  if (record.priority == "urgent") return 1;
  if (record.priority == "bulk") return 2;
  return 0;
}

}  // namespace

std::size_t Audit::ContentHash::operator()(const Content& content) const {
  return SidBitsHash{}(
      {content.body.high ^ content.participant.low, content.body.low ^ content.participant.high});
}

SidBits Audit::hash(std::string_view text) { return bits_of(sha256_.of(text)); }

void Audit::fail(std::uint64_t& count, std::uint64_t by, std::string_view what,
                 std::uint32_t line) {
  if (by == 0) return;
  count += by;
  if (report_.examples.size() == examples_max) return;
  report_.examples.push_back(std::string{what} + " " + std::to_string(line));
}

void Audit::add_submission(std::string_view json, std::uint32_t line, std::string_view implied_id) {
  AuditRecord record;
  const bool is_readable = read_audit_record(json, record);
  const auto participant = parse_sid(record.participant, "KP");
  if (!is_readable || !participant || record.body.empty()) {
    ++report_.submissions_unreadable;
    return;
  }
  const auto id = record.id.empty() ? implied_id : std::string_view{record.id};
  if (!id.empty() &&
      !message_of_id_.emplace(hash(id), static_cast<Index>(messages_.size())).second) {
    ++report_.submissions_repeated;
    return;
  }
  ++report_.submitted;
  add_message(
      {.participant = *participant, .body = hash(record.body)},
      {.line = line, .priority = record.has_not_before ? not_ordered : priority_code(record)});
}

void Audit::add_message(const Content& content, const Message& message) {
  const auto index = static_cast<Index>(messages_.size());
  messages_.push_back(message);
  const auto [place, is_new] = equals_of_.emplace(content, static_cast<Index>(equals_.size()));
  if (is_new)
    equals_.push_back(
        {.participant = content.participant, .first = index, .next_processed = index});
  auto& equals = equals_[place->second];
  if (!is_new) messages_[equals.last].next_equal = index;
  equals.last = index;
  ++equals.submitted;
  messages_[index].content = place->second;
}

void Audit::add_ledger(std::string_view json, std::uint32_t line) {
  ++report_.ledger_lines;
  AuditRecord record;
  const bool is_readable = read_audit_record(json, record);
  const auto participant = parse_sid(record.participant, "KP");
  const auto body = bits_of_hex(record.body_sha256);
  const auto ki = parse_sid(record.ki, "KI");
  if (!is_readable || !participant || !body || !ki) {
    fail(report_.records_unreadable, 1, "unreadable: ledger line", line);
    return;
  }
  const auto found = equals_of_.find({.participant = *participant, .body = *body});
  if (found == equals_of_.end()) {
    fail(report_.unknown_in_ledger, 1, "nobody submitted: ledger line", line);
    return;
  }
  equals_of_ki_.emplace(*ki, found->second);
  auto& equals = equals_[found->second];
  ++equals.in_ledger;
  if (options_.check_order) check_order(equals, line);
}

/// A repetition of what was processed before says nothing about order.
void Audit::check_order(Equals& equals, std::uint32_t ledger_line) {
  const auto index = equals.next_processed;
  if (index == none) return;
  const auto& message = messages_[index];
  equals.next_processed = message.next_equal;
  if (message.priority == not_ordered) return;
  SidBits sequence = equals.participant;
  sequence.low ^= std::uint64_t{message.priority} << 56;
  const auto [latest, is_first] = latest_processed_.emplace(sequence, index);
  if (is_first) return;
  if (index < latest->second) {
    fail(report_.order_violations, 1, "out of order: ledger line", ledger_line);
  }
  latest->second = std::max(latest->second, index);
}

void Audit::add_outcome(std::string_view json, std::uint32_t line) {
  AuditRecord record;
  if (!read_audit_record(json, record) || record.id.empty() ||
      (record.outcome.empty() && record.state.empty())) {
    fail(report_.records_unreadable, 1, "unreadable: outcome line", line);
    return;
  }
  const auto found = message_of_id_.find(hash(record.id));
  if (found == message_of_id_.end()) {
    fail(report_.unknown_outcomes, 1, "nobody submitted: outcome line", line);
    return;
  }
  auto& message = messages_[found->second];
  const auto& outcome = record.outcome;
  if (outcome.empty()) {
    if (message.claim == Claim::nothing) message.claim = Claim::open;
  } else {
    message.claim = outcome == "sent"                        ? Claim::sent
                    : outcome == "dead" || outcome == "lost" ? Claim::dead
                                                             : Claim::not_sent;
  }
  message.resends_after_doubt = std::max(
      message.resends_after_doubt,
      static_cast<std::uint32_t>(std::min<std::uint64_t>(record.resends_after_doubt, 1'000'000)));
  if (record.ki.empty()) return;
  const auto ki = parse_sid(record.ki, "KI");
  message.ki = ki.value_or(SidBits{});
  if (!ki) fail(report_.ki_mismatches, 1, "not a KI: outcome line", line);
}

AuditReport Audit::report() {
  for (const auto& equals : equals_) judge(equals);
  for (const auto& message : messages_) judge_ki(message);
  return report_;
}

/// Shares out the ledger lines of one content: first to messages said to be sent, last to those
/// said not to be.
void Audit::judge(const Equals& equals) {
  std::uint64_t sent = 0, silent = 0, open = 0, dead = 0, not_sent = 0, resends = 0;
  for (auto index = equals.first; index != none; index = messages_[index].next_equal) {
    const auto& message = messages_[index];
    sent += message.claim == Claim::sent;
    silent += message.claim == Claim::nothing;
    open += message.claim == Claim::open;
    dead += message.claim == Claim::dead;
    not_sent += message.claim == Claim::not_sent;
    resends += message.resends_after_doubt;
  }
  std::uint64_t left = equals.in_ledger;
  const auto take = [&left](std::uint64_t wanted) {
    const auto taken = std::min(left, wanted);
    left -= taken;
    return taken;
  };
  const auto line = messages_[equals.first].line;
  report_.sent += sent;
  report_.not_sent += not_sent;
  report_.dead += dead;
  report_.unresolved += open;
  const std::uint64_t in_ledger = std::min(equals.submitted, equals.in_ledger);
  const std::uint64_t too_many = equals.in_ledger - in_ledger;
  report_.in_ledger += in_ledger;
  report_.in_ledger_once += in_ledger - std::min(in_ledger, too_many);

  fail(report_.sent_but_not_in_ledger, sent - take(sent),
       "sent but not in the ledger: submission line", line);
  fail(report_.lost, silent - take(silent), "lost: submission line", line);
  report_.unresolved_in_ledger += take(open);
  report_.dead_in_ledger += take(dead);
  if (options_.allow_recorded_duplicates) report_.duplicates_recorded += take(resends);
  fail(report_.not_sent_but_in_ledger, take(not_sent),
       "not sent but in the ledger: submission line", line);
  fail(report_.duplicates, left, "duplicate: submission line", line);
}

void Audit::judge_ki(const Message& message) {
  if (message.ki == SidBits{}) return;
  const auto found = equals_of_ki_.find(message.ki);
  if (found == equals_of_ki_.end() || found->second != message.content) {
    fail(report_.ki_mismatches, 1, "KI of another message or of none: submission line",
         message.line);
  }
}

}  // namespace simulator
