#include "dispatcher/face/spool_care.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/submit_digest_key.hpp"
#include "dispatcher/message/json_line.hpp"
#include "dispatcher/message/outcome.hpp"
#include "dispatcher/shard.hpp"
#include "net/runtime.hpp"
#include "queue/spool_repair.hpp"

namespace dispatcher {
namespace {

void show(const std::string& kind, const std::string& sentence, bool json, std::ostream& out) {
  if (!json) {
    out << kind << ": " << sentence << '\n';
    return;
  }
  std::string line;
  JsonLine object(line);
  object.field("kind", kind);
  object.field("sentence", sentence);
  object.close();
  out << line << '\n';
}

/// What has no time has no age: it is kept like what cannot be read.
std::optional<queue::OutcomeFacts> facts_of(std::string_view bytes) {
  const auto outcome = decode_outcome(bytes);
  if (!outcome || outcome->answered_at == WallTime{}) return std::nullopt;
  queue::OutcomeFacts facts{.ended_at = outcome->answered_at};
  facts.requests_count = std::min(outcome->attempts, recent_requests_max);
  if (outcome->interaction) facts.receipt = outcome->interaction->text();
  return facts;
}

}  // namespace

queue::SpoolOptions spool_options(const Options& options, std::function<queue::WallTime()> now) {
  queue::SpoolOptions spool = options.spool;
  Outcome lost;
  lost.kind = OutcomeKind::lost;
  lost.answered_at = now();
  spool.lost_outcome = encode_outcome(lost);
  spool.read_outcome = facts_of;
  spool.now = std::move(now);
  const WindowOptions& window = options.shard.window;
  if (window.requests_per_second > 0) spool.requests_count_for = window.window + window.margin;
  return spool;
}

std::string repair_hint(const boost::system::error_code& error,
                        const std::filesystem::path& config) {
  if (error != queue::errc::damaged) return {};
  return "; to repair it: dispatcher spool repair --config " + config.string();
}

ExitCode run_spool_care(const SpoolCommand& command, Console& console) {
  Options options;
  if (!load_or_complain(command.config, console, options, OptionsFor::asking)) return exit_config;
  net::Runtime runtime(0);
  const auto spool = spool_options(options, [&runtime] { return runtime.wall_now(); });
  std::string detail;
  auto findings = command.repair ? queue::repair_spool(spool, command.dry_run, detail)
                                 : queue::check_spool(spool, detail);
  if (!findings) {
    console.err << "dispatcher: " << (detail.empty() ? findings.error().message() : detail) << '\n';
    return exit_code_of(findings.error());
  }
  std::string key_repaired;
  const bool key_moved = put_aside_damaged_digest_key(
      spool.directory, !command.repair || command.dry_run, key_repaired, detail);
  if (!key_moved) {
    console.err << "dispatcher: " << detail << '\n';
    return exit_io;
  }
  if (!key_repaired.empty()) {
    findings->damage.push_back((spool.directory / "content.key").string() + " has a wrong length");
    findings->repairs.push_back(key_repaired);
  }
  for (const std::string& sentence : findings->damage) {
    show("damage", sentence, command.json, console.out);
  }
  for (const std::string& sentence : findings->repairs) {
    show("repair", sentence, command.json, console.out);
  }
  if (findings->damage.empty()) show("sound", "nothing is damaged", command.json, console.out);
  console.out.flush();
  const bool whole = findings->damage.empty() || (command.repair && !command.dry_run);
  return whole ? exit_done : exit_io;
}

}  // namespace dispatcher
