#include "bench/simulator/audit_report.hpp"

#include <array>
#include <utility>

namespace simulator {
namespace {

using Count = std::pair<std::string_view, std::uint64_t>;

std::array<Count, 9> failures(const AuditReport& report) {
  return {{{"lost", report.lost},
           {"duplicates", report.duplicates},
           {"sent_but_not_in_ledger", report.sent_but_not_in_ledger},
           {"not_sent_but_in_ledger", report.not_sent_but_in_ledger},
           {"ki_mismatches", report.ki_mismatches},
           {"unknown_in_ledger", report.unknown_in_ledger},
           {"unknown_outcomes", report.unknown_outcomes},
           {"order_violations", report.order_violations},
           {"records_unreadable", report.records_unreadable}}};
}

std::array<Count, 13> facts(const AuditReport& report) {
  return {{{"submitted", report.submitted},
           {"submissions_repeated", report.submissions_repeated},
           {"submissions_unreadable", report.submissions_unreadable},
           {"ledger_lines", report.ledger_lines},
           {"in_ledger", report.in_ledger},
           {"in_ledger_once", report.in_ledger_once},
           {"sent", report.sent},
           {"not_sent", report.not_sent},
           {"dead", report.dead},
           {"unresolved", report.unresolved},
           {"unresolved_in_ledger", report.unresolved_in_ledger},
           {"dead_in_ledger", report.dead_in_ledger},
           {"duplicates_recorded", report.duplicates_recorded}}};
}

}  // namespace

bool AuditReport::is_clean() const {
  for (const auto& failure : failures(*this)) {
    if (failure.second != 0) return false;
  }
  return true;
}

std::string AuditReport::json() const {
  std::string out = "{";
  const auto add = [&out](const Count& count) {
    out.append("\"")
        .append(count.first)
        .append("\":")
        .append(std::to_string(count.second))
        .append(",");
  };
  for (const auto& fact : facts(*this)) add(fact);
  for (const auto& failure : failures(*this)) add(failure);
  out.append("\"examples\":[");
  for (const auto& example : examples) {
    if (&example != &examples.front()) out.push_back(',');
    out.append("\"").append(example).append("\"");
  }
  return out.append("],\"clean\":").append(is_clean() ? "true" : "false").append("}\n");
}

std::string AuditReport::text() const {
  std::string out;
  const auto add = [&out](const Count& count) {
    std::string name{count.first};
    for (auto& c : name) c = c == '_' ? ' ' : c;
    out.append(name)
        .append(28 - name.size(), ' ')
        .append(std::to_string(count.second))
        .append("\n");
  };
  for (const auto& fact : facts(*this)) add(fact);
  for (const auto& failure : failures(*this)) add(failure);
  for (const auto& example : examples) out.append("! ").append(example).append("\n");
  return out.append(is_clean() ? "clean\n" : "NOT CLEAN\n");
}

}  // namespace simulator
