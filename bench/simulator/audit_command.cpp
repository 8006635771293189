#include "bench/simulator/audit_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/simulator/audit.hpp"

namespace simulator {
namespace {

struct AuditFiles {
  std::vector<std::string> submissions{};
  std::vector<std::string> ledgers{};
  std::vector<std::string> outcomes{};
  std::string batch{};
  bool as_json = false;
  AuditOptions options{};
};

template <class Take>
void for_each_line(const std::vector<std::string>& paths, Take take) {
  for (const auto& path : paths) {
    std::ifstream file{path};
    if (!file) throw std::runtime_error("cannot read " + path);
    std::string line;
    for (std::uint32_t number = 1; std::getline(file, line); ++number) {
      if (!line.empty()) take(line, number);
    }
    if (file.bad()) throw std::runtime_error("cannot read " + path);
  }
}

int audit(const AuditFiles& files) {
  Audit audit{files.options};
  for_each_line(files.submissions, [&](const std::string& line, std::uint32_t number) {
    const auto id = files.batch.empty() ? "" : files.batch + ":" + std::to_string(number);
    audit.add_submission(line, number, id);
  });
  for_each_line(files.ledgers, [&](const std::string& line, std::uint32_t number) {
    audit.add_ledger(line, number);
  });
  for_each_line(files.outcomes, [&](const std::string& line, std::uint32_t number) {
    audit.add_outcome(line, number);
  });
  const auto report = audit.report();
  std::fputs((files.as_json ? report.json() : report.text()).c_str(), stdout);
  return report.is_clean() ? 0 : 1;
}

}  // namespace

void add_audit_command(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand(
      "audit",
      "Compare submissions, ledger and outcomes; exit 0 when nothing is lost, doubled or mistold");
  const auto files = std::make_shared<AuditFiles>();
  command->add_option("--submissions", files->submissions, "NDJSON as handed in; repeatable")
      ->required();
  command->add_option("--ledger", files->ledgers, "NDJSON of `serve --ledger`; repeatable")
      ->required();
  command->add_option("--outcomes", files->outcomes,
                      "NDJSON of the sender's outcomes and open messages; repeatable");
  command->add_option("--batch", files->batch, "Submissions without id are called BATCH:line");
  command->add_flag("--check-order", files->options.check_order,
                    "Order within each participant has to be kept");
  command->add_flag("--allow-duplicates-recorded", files->options.allow_recorded_duplicates,
                    "Duplicates whose outcome owns up to a re-send after doubt are counted apart");
  command->add_flag("--json", files->as_json, "One JSON object instead of lines");
  command->callback([files, &exit_code] { exit_code = audit(*files); });
}

}  // namespace simulator
